import type {
  Alias,
  BinaryOperator,
  Column,
  DurationLiteral,
  Expression,
  Field,
  RegexLiteral,
  StringLiteral,
} from './ast.ts'
import { printQuery } from './print.ts'

/*
 * Expressions as text. Compound operands always get parentheses: the printer need not know precedence, and a reader of a
 * printed query need not either.
 */

const PLAIN_NAME = /^[A-Za-z_@][A-Za-z0-9_@]*$/
const PLAIN_KEY = /^[A-Za-z0-9_@]+$/
/** Words that the parser would not take for a field. */
const RESERVED = /^(?:and|or|not|like|in|as|by|asc|desc)$/i

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.text
    case 'string':
      return printString(expression.value)
    case 'duration':
      return printDuration(expression)
    case 'field':
      return printField(expression)
    case 'star':
      return '*'
    case 'regex':
      return printRegex(expression)
    case 'call':
      return `${expression.name}(${expression.args.map(printExpression).join(', ')})`
    case 'unary':
      return expression.operator === 'not' ? `not ${operand(expression.operand)}` : `-${operand(expression.operand)}`
    case 'binary':
      return `${operand(expression.left)} ${printOperator(expression.operator)} ${operand(expression.right)}`
    case 'match': {
      const operator = expression.negated ? 'not like' : expression.operator
      return `${operand(expression.operand)} ${operator} ${printPattern(expression.pattern)}`
    }
    case 'in': {
      const { members } = expression
      const list = 'commands' in members ? `(${printQuery(members)})` : `[${members.map(operand).join(', ')}]`
      return `${operand(expression.operand)} ${expression.negated ? 'not ' : ''}in ${list}`
    }
  }
}

export function printColumns(columns: readonly Column[]): string {
  return columns.map(printColumn).join(', ')
}

function printColumn({ expression, alias, name }: Column): string {
  const text = printExpression(expression)
  if (alias !== undefined) return `${text} as ${printName(alias)}`
  // The text as written is the name of the column; where printing changes it, the name is kept as an alias.
  return text === name || expression.kind === 'field' ? text : `${text} as ${printName(name)}`
}

export function printFields(fields: readonly Field[]): string {
  return fields.map(printField).join(', ')
}

export function printField({ base, accessors }: Field): string {
  const keys = accessors.map((key) =>
    typeof key === 'number' ? `[${key}]` : PLAIN_KEY.test(key) ? `.${key}` : `.${quoted(key)}`,
  )
  return `${printBase(base)}${keys.join('')}`
}

/** A name that stands alone, as a field that is read back as this very name. */
export function printName(name: string): string {
  return PLAIN_NAME.test(name) && !RESERVED.test(name) ? name : printBase(name)
}

function printBase(base: string): string {
  if (PLAIN_NAME.test(base) && !RESERVED.test(base)) return base
  return base.length > 1 && base.startsWith('@') ? `@${quoted(base.slice(1))}` : quoted(base)
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

export function printAlias({ name }: Alias): string {
  return printName(name)
}

export function printAliases(aliases: readonly Alias[]): string {
  return aliases.map(printAlias).join(', ')
}

export function printString(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`
}

export function printRegex({ source }: RegexLiteral): string {
  return `/${source.replaceAll('/', '\\/')}/`
}

export function printDuration({ amount, unit }: DurationLiteral): string {
  return `${amount}${unit}`
}

function printPattern(pattern: StringLiteral | RegexLiteral): string {
  return pattern.kind === 'string' ? printString(pattern.value) : printRegex(pattern)
}

function printOperator(operator: BinaryOperator): string {
  return operator
}

function operand(expression: Expression): string {
  const text = printExpression(expression)
  const simple = ['number', 'string', 'duration', 'field', 'call', 'star', 'regex'].includes(expression.kind)
  return simple ? text : `(${text})`
}
