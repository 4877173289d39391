import { unreachable } from '@atalaya/model'
import { SyntaxProblem } from '../syntax-problem.ts'
import type { MathCall, MathExpression } from './ast.ts'
import { argumentNames, type CallContext, type MathHost } from './functions/function.ts'
import { MATH_FUNCTIONS } from './functions/index.ts'
import { applyOperator, negate } from './operators.ts'
import type { TimeSeries } from './time-series.ts'
import { list, scalar, type Value } from './value.ts'

/**
 * The value of an expression. Types never depend on data, so that an evaluation on empty series checks an expression completely.
 *
 * @param lookUp the value of another query of the request; undefined when no query has that id
 * @throws {SyntaxProblem} where the expression makes no sense
 */
export function evaluateMath(
  expression: MathExpression,
  host: MathHost,
  lookUp: (id: string) => Value | undefined,
): Value {
  const evaluate = (part: MathExpression): Value => {
    const fail = failAt(part)
    switch (part.kind) {
      case 'number':
        return scalar(part.value)
      case 'string':
        return { kind: 'string', value: part.value }
      case 'keyword':
        return { kind: 'keyword', name: part.name }
      case 'id':
        return lookUp(part.name) ?? fail(`Unknown id '${part.name}': no query of the request has it`)
      case 'negate':
        return negate(evaluate(part.operand), fail)
      case 'binary':
        return applyOperator(part.operator, evaluate(part.left), evaluate(part.right), fail)
      case 'list':
        return list(part.items.flatMap((item) => members(evaluate(item), failAt(item))))
      case 'call':
        if (!MATH_FUNCTIONS.has(part.name)) return fail(`Function '${part.name}' not found`)
        return call(part, part.args.map(evaluate), host)
      default:
        return unreachable(part)
    }
  }
  return evaluate(expression)
}

/** The series that a final result has. @throws {SyntaxProblem} for a number or a text, which is no answer */
export function finalSeries(value: Value, expression: MathExpression): readonly TimeSeries[] {
  switch (value.kind) {
    case 'series':
      return [value.series]
    case 'list':
      return value.list
    case 'scalar':
    case 'string':
    case 'keyword':
      return failAt(expression)(
        'The final result of the expression must be a time series or an array of time series, ' +
          `got ${argumentNames([value])}`,
      )
    default:
      return unreachable(value)
  }
}

/** An array holds series; an array within it gives its elements. */
function members(value: Value, fail: (message: string) => never): readonly TimeSeries[] {
  if (value.kind === 'series') return [value.series]
  if (value.kind === 'list') return value.list
  return fail(`The elements of an array must be time series, got ${argumentNames([value])}`)
}

function call(part: MathCall, args: readonly Value[], host: MathHost): Value {
  const fail = failAt(part)
  const found = MATH_FUNCTIONS.get(part.name)
  if (found === undefined) return fail(`Function '${part.name}' not found`)
  const [least, most] = found.arity
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`
    return fail(`Function '${part.name}' takes ${wanted} argument${wanted === '1' ? '' : 's'}, got ${args.length}`)
  }
  const context: CallContext = { call: part, host, fail }
  return (
    found.apply(args, context) ??
    fail(`Unsupported argument type(s) for ${part.name}: expected (${found.takes}), got (${argumentNames(args)})`)
  )
}

function failAt({ span }: MathExpression): (message: string) => never {
  return (message) => {
    throw new SyntaxProblem(message, span.start, span.end)
  }
}
