import type { Expression, Field, RelevantFieldsCommand } from '../ast.ts'
import { bindCondition, problem } from '../bind-expression.ts'
import { parseExpression } from '../expression.ts'
import { printExpression, printFields } from '../print-expression.ts'
import { reference, Scope } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseFields } from './syntax.ts'

/** `relevantfields [f, …] where condition`: which fields tell the events that satisfy it from the others. */
export const relevantFields: CommandSyntax<RelevantFieldsCommand> = {
  kind: 'relevantfields',
  keywords: ['relevantfields'],
  usage: 'relevantfields [f, …] where condition',
  summary: 'Which fields tell events that satisfy the condition from the others.',
  example: 'relevantfields level, path where ms > 200',
  parse: (cursor, start) => {
    const fields = cursor.atWord('where') ? [] : parseFields(cursor)
    cursor.expectWord('where')
    const condition = parseExpression(cursor)
    return { kind: 'relevantfields', fields, condition, span: cursor.spanFrom(start) }
  },
  print: ({ fields, condition }) =>
    `relevantfields ${fields.length > 0 ? `${printFields(fields)} ` : ''}where ${printExpression(condition)}`,
  bind: ({ fields, condition, span }, pipeline) => {
    const { scan } = pipeline.scope
    // As CloudWatch: only fields of the events themselves can be compared.
    if (!pipeline.raw || scan === undefined) return problem('Query cannot be compiled', span)
    for (const name of pipeline.scope.names.keys()) {
      const parsed = [...fields, ...fieldsOf(condition)].find((field) => field.name === name || field.base === name)
      if (parsed !== undefined) problem('Query cannot be compiled', parsed.span)
    }
    const test = bindCondition(condition, { ...pipeline.context(), scope: new Scope(scan) })
    const columns = [
      pipeline.create('@fieldName', 'text'),
      pipeline.create('@relevanceScore', 'number'),
      pipeline.create('@topRelevanceContributors', 'text'),
      pipeline.create('@conditionalMedian', 'number'),
      pipeline.create('@baselineMedian', 'number'),
    ] as const
    pipeline.plan = {
      kind: 'relevantfields',
      input: pipeline.plan,
      test,
      message: reference(scan.builtin('@message')),
      log: reference(scan.builtin('@log')),
      fields: fields.map(({ name }) => name),
      columns,
    }
    pipeline.restart(columns, () => [
      { value: reference(columns[1]), descending: true },
      { value: reference(columns[0]), descending: false },
    ])
  },
}

/** Every name in an expression. */
function fieldsOf(expression: Expression): readonly Field[] {
  switch (expression.kind) {
    case 'field':
      return [expression]
    case 'unary':
    case 'match':
      return fieldsOf(expression.operand)
    case 'binary':
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)]
    case 'in': {
      const members = 'commands' in expression.members ? [] : expression.members
      return [expression.operand, ...members].flatMap(fieldsOf)
    }
    case 'call':
      return expression.args.flatMap(fieldsOf)
    default:
      return []
  }
}
