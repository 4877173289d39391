import type { Bound } from '../bound.ts'
import type { Plan } from '../plan.ts'
import { comparedNumber, parseNumber } from '../value.ts'

/**
 * Lists of texts such that every event that passes the conditions of a plan has one text of each list in its message. JSON may
 * write any character as an escape, so a message with a backslash may also pass.
 *
 * For fields that have to be read from the message: looking for a text costs a tenth of that.
 */
export function neededTexts(plan: Plan): readonly (readonly string[])[] {
  const lists: (readonly string[])[] = []
  let node = plan
  const tests: Bound[] = []
  while (node.kind !== 'scan') {
    // What comes before an aggregate or a limit says nothing of the events it was made of, so only the lowest tests count.
    if (node.kind === 'where') tests.push(node.test)
    else if (node.kind !== 'extend' && node.kind !== 'capture' && node.kind !== 'sort') tests.length = 0
    node = node.input
  }
  const fields = new Set(node.fields.filter(({ field }) => field.kind === 'discovered').map(({ column }) => column.id))
  for (const test of tests) lists.push(...textsOf(test, fields))
  return lists
}

function textsOf(test: Bound, fields: ReadonlySet<number>): readonly (readonly string[])[] {
  if (test.kind !== 'call') return []
  const [a, ...members] = test.args
  if (a === undefined) return []
  switch (test.name) {
    case 'and':
      return test.args.flatMap((arg) => textsOf(arg, fields))
    case 'eq':
    case 'in': {
      const [field, values] = isField(a, fields) ? [a, members] : [members[0], [a]]
      if (field === undefined || !isField(field, fields)) return []
      const texts = values.map(plainText)
      return texts.length > 0 && texts.every((text) => text !== undefined) ? [texts as string[]] : []
    }
    case 'contains': {
      const text = members[0] === undefined ? undefined : literal(members[0])
      // `true` is shown as 1, so what a field contains need not be in the message; longer texts can only come from there.
      return isField(a, fields) && text !== undefined && text.length > 1 ? [[text]] : []
    }
    default:
      return []
  }
}

function isField(value: Bound, fields: ReadonlySet<number>): boolean {
  return value.kind === 'column' && fields.has(value.id)
}

function literal(value: Bound): string | undefined {
  return value.kind === 'const' && typeof value.value === 'string' ? value.value : undefined
}

/** The text of a constant that only equals itself: numbers are spelled in many ways. */
function plainText(value: Bound): string | undefined {
  const text = literal(value)
  if (text === undefined || text === '' || comparedNumber(text) !== null || parseNumber(text) !== null) return undefined
  return text
}
