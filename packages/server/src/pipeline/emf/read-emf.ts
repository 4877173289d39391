import { DAY_MS, type Dimension, HOUR_MS } from '@atalaya/model'
import { type JsonObject, LogText } from '@atalaya/query'
import type { Samples } from '../metric-points.ts'
import { readDirectives } from './directives.ts'

/**
 * Metrics inside log events: the embedded metric format.
 *
 * It runs on every event that is ingested, almost none of which are of this kind, so it looks at the first character and for
 * `"_aws"` before it parses. A document that spells that name with escapes is not recognised (our choice): no library does.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

/**
 * Occurs in every document. Without the first quote, because a search jumps from one occurrence of the first character to the
 * next, and JSON is full of quotes: 170 ns for an event of 350 bytes become 20.
 */
const SIGN = '_aws"'

/** CloudWatch takes datapoints so old and so far ahead. */
const MAX_AGE_MS: number = 14 * DAY_MS
const MAX_AHEAD_MS: number = 2 * HOUR_MS

/** Where the Lambda runtime may have put text before the document. */
const LAMBDA_GROUPS = '/aws/lambda/'

export interface EmfDatum {
  readonly namespace: string
  readonly name: string
  /** In the order of the document. */
  readonly dimensions: readonly Dimension[]
  readonly timestampMs: number
  /** A code of `METRIC_UNITS`. */
  readonly unit: number
  /** Seconds. */
  readonly resolution: 1 | 60
  readonly samples: Samples
}

export type EmfReading =
  /** An ordinary event. */
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'emf'
      readonly data: readonly EmfDatum[]
      /** Directives, or whole documents, that do not have the form: `EMFParsingErrors`. */
      readonly parsingErrors: number
      /** Metrics and dimension sets that have the form and break a rule: `EMFValidationErrors`. */
      readonly validationErrors: number
      /** The document, for its other members. */
      readonly root: JsonObject
    }

export interface EmfContext {
  readonly groupName: string
  /** The metrics' time when the document has none. */
  readonly eventTimestampMs: number
  readonly nowMs: number
}

const PLAIN: EmfReading = { kind: 'plain' }

/** False for messages that certainly are ordinary: what to ask before making a `LogText` of each. */
export function mayBeEmf(message: string): boolean {
  return message.includes(SIGN)
}

/** Reads an event. Give a `LogText` when something else may want the parsed message, too. Never throws. */
export function readEmf(text: string | LogText, context: EmfContext): EmfReading {
  const root = emfRoot(text, context.groupName)
  const metadata = root?._aws
  if (root === undefined || typeof metadata !== 'object' || metadata === null) return PLAIN
  if (!Object.hasOwn(metadata, 'CloudWatchMetrics')) return PLAIN

  const { Timestamp: stamp, CloudWatchMetrics: directives } = metadata as Readonly<Record<string, unknown>>
  // The schema requires a timestamp but AWS's own examples leave it out: then the event's will do (our choice).
  const timestampMs = stamp === undefined ? context.eventTimestampMs : stamp
  if (!Number.isSafeInteger(timestampMs) || !Array.isArray(directives)) {
    return { kind: 'emf', data: [], parsingErrors: 1, validationErrors: 0, root }
  }
  const { data, parsingErrors, validationErrors } = readDirectives(directives, root, timestampMs as number)
  const inTime = isInTime(timestampMs as number, context.nowMs)
  return { kind: 'emf', data: inTime ? data : [], parsingErrors, validationErrors, root }
}

/** The message as an object if it can be a document: alone in the message, but for a prefix in the groups of functions. */
function emfRoot(text: string | LogText, groupName: string): JsonObject | undefined {
  const message = typeof text === 'string' ? text : text.message
  if (startsWithBrace(message)) {
    if (!mayBeEmf(message)) return undefined
    return (typeof text === 'string' ? new LogText(text) : text).json
  }
  if (!groupName.startsWith(LAMBDA_GROUPS) || !mayBeEmf(message)) return undefined
  const start = message.indexOf('{')
  return start === -1 ? undefined : new LogText(message.slice(start)).json
}

function startsWithBrace(message: string): boolean {
  const first = message.charCodeAt(0)
  // Blanks before the brace are rare enough for a copy.
  return first === 0x7b || (first <= 0x20 && message.trimStart().startsWith('{'))
}

function isInTime(timeMs: number, nowMs: number): boolean {
  return timeMs >= nowMs - MAX_AGE_MS && timeMs <= nowMs + MAX_AHEAD_MS
}
