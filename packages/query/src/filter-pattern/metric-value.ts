import { MAX_ABSOLUTE_VALUE } from '@atalaya/model'
import { SyntaxProblem } from '../syntax-problem.ts'
import type { LogText } from './log-text.ts'
import { parseNumber } from './operand-test.ts'
import type { Selector } from './pattern.ts'
import { Scanner } from './scanner.ts'
import { scalarText, select } from './select.ts'
import { readSelector, wildcards } from './selector.ts'

/** Where a metric filter takes a value from: a number as it stands, `$.member[0]` of a JSON event, or the field `$name`. */
export type MetricValue = { readonly kind: 'literal'; readonly value: number } | ValueSource

export type ValueSource =
  | { readonly kind: 'json'; readonly selector: Selector }
  | { readonly kind: 'column'; readonly name: string }

/** The fields that a pattern extracted from the event, by `$name`. */
export type ExtractedFields = Readonly<Record<string, string>>

/**
 * Reads the `metricValue` of a metric transformation.
 *
 * @throws {SyntaxProblem} for what is neither a number that a metric can have nor a selector without wildcards
 */
export function parseMetricValue(text: string): MetricValue {
  if (text.startsWith('$')) return parseValueSource(text)
  const value = parseNumber(text)
  if (value === undefined || Math.abs(value) > MAX_ABSOLUTE_VALUE) {
    throw new SyntaxProblem('A metric value is a number or a selector that begins with $.', 0, text.length)
  }
  return { kind: 'literal', value }
}

/**
 * Reads the value of a metric filter's dimension: always a selector.
 *
 * @throws {SyntaxProblem}
 */
export function parseValueSource(text: string): ValueSource {
  const column = /^\$([A-Za-z0-9_-]+)$/.exec(text)
  if (column !== null) return { kind: 'column', name: column[1] as string }
  const scanner = new Scanner(text, 0, text.length)
  const selector = readSelector(scanner)
  if (!scanner.done) scanner.fail('Nothing may follow the selector.')
  if (wildcards(selector) > 0) throw new SyntaxProblem('A selector of a value may not have wildcards.', 0, text.length)
  return { kind: 'json', selector }
}

/**
 * The number an event yields, or undefined when it yields none that a metric can have. A text that spells a number counts,
 * because fields of a space-delimited event are always text.
 */
export function readMetricValue(value: MetricValue, text: LogText, fields: ExtractedFields): number | undefined {
  if (value.kind === 'literal') return value.value
  const number = readNumber(value, text, fields)
  return number !== undefined && Math.abs(number) <= MAX_ABSOLUTE_VALUE ? number : undefined
}

/** The text an event yields, a number as it was written; undefined for everything else. */
export function readText(source: ValueSource, text: LogText, fields: ExtractedFields): string | undefined {
  if (source.kind === 'column') return fieldOf(fields, source.name)
  const selected = select(text.json, source.selector)
  return selected === undefined ? undefined : scalarText(text, selected)
}

function readNumber(source: ValueSource, text: LogText, fields: ExtractedFields): number | undefined {
  if (source.kind === 'column') return parseNumber(fieldOf(fields, source.name) ?? '')
  const value = select(text.json, source.selector)?.value
  if (typeof value === 'number') return value
  return typeof value === 'string' ? parseNumber(value) : undefined
}

function fieldOf(fields: ExtractedFields, name: string): string | undefined {
  return Object.hasOwn(fields, `$${name}`) ? fields[`$${name}`] : undefined
}
