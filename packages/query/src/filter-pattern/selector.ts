import type { Selector, SelectorStep } from './pattern.ts'
import type { Scanner } from './scanner.ts'

const NAME_CHAR = /[A-Za-z0-9_-]/
const PLAIN_NAME = /^[A-Za-z0-9_-]+$/

/**
 * Reads `$.name`, `$.*`, `$[0]`, `$[*]`, `$['any name']` and chains of them; `$.['any name']` is another way to write the last.
 *
 * @throws {SyntaxProblem} also for a second wildcard
 */
export function readSelector(scanner: Scanner): Selector {
  const start = scanner.at
  if (!scanner.take('$')) scanner.fail('A selector must begin with $.')
  const steps: SelectorStep[] = []
  for (;;) {
    const step = readStep(scanner)
    if (step === undefined) break
    steps.push(step)
  }
  if (steps.length === 0) scanner.fail('A selector must name a member, as $.name does.', start)
  if (wildcards(steps) > 1) scanner.fail('A selector may have one wildcard only.', start)
  return steps
}

export function wildcards(selector: Selector): number {
  return selector.filter((step) => step.kind === 'any').length
}

export function printSelector(selector: Selector): string {
  return `$${selector.map(printStep).join('')}`
}

function readStep(scanner: Scanner): SelectorStep | undefined {
  const start = scanner.at
  if (scanner.take("['") || scanner.take(".['")) return { kind: 'member', name: readQuotedName(scanner, start) }
  if (scanner.take('[')) return readIndex(scanner, start)
  if (!scanner.take('.')) return undefined
  if (scanner.take('*')) return { kind: 'any', of: 'members' }
  const name = scanner.takeWhile((char) => NAME_CHAR.test(char))
  if (name === '') scanner.fail("A member name is expected: letters, digits, '_' and '-', or ['any name'].")
  return { kind: 'member', name }
}

function readIndex(scanner: Scanner, start: number): SelectorStep {
  if (scanner.take('*]')) return { kind: 'any', of: 'elements' }
  const digits = scanner.takeWhile((char) => char >= '0' && char <= '9')
  if (digits === '' || digits.length > 9 || !scanner.take(']')) {
    scanner.fail("An index such as [0], [*] or ['name'] is expected.", start)
  }
  return { kind: 'element', index: Number(digits) }
}

/** In the quotes `\'` is a quote and `\\` a backslash. */
function readQuotedName(scanner: Scanner, start: number): string {
  let name = ''
  while (!scanner.done && scanner.peek() !== "'") {
    if (scanner.take("\\'")) name += "'"
    else if (scanner.take('\\\\')) name += '\\'
    else {
      name += scanner.peek()
      scanner.at += 1
    }
  }
  if (!scanner.take("']")) scanner.fail("A member name is not closed with '].", start)
  return name
}

function printStep(step: SelectorStep): string {
  switch (step.kind) {
    case 'member':
      if (PLAIN_NAME.test(step.name)) return `.${step.name}`
      return `['${step.name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`
    case 'element':
      return `[${step.index}]`
    case 'any':
      return step.of === 'members' ? '.*' : '[*]'
  }
}
