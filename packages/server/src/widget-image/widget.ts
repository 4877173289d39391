/**
 * The description of a metric widget: checked, and in our words. Problems are told as those of dashboards are.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html
 */
import { AwsError } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, isPeriod, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { parseTimezone } from '../metrics/labels.ts'
import { type Problem, readRows, type WidgetRow } from '../metrics/widget-rows.ts'
import type { Color } from './canvas.ts'
import type { Annotation, AxisOptions, Chart, Side } from './chart-model.ts'
import { parseColor } from './theme.ts'

export interface MetricWidget {
  readonly rows: readonly WidgetRow[]
  /** Everything but the series. */
  readonly chart: Omit<Chart, 'series'>
}

const MAX_CHARS = 102_400
const MAX_ROWS = 100
const MAX_PIXELS = 2_000
const DEFAULT_WIDTH = 600
const DEFAULT_HEIGHT = 400
const DEFAULT_PERIOD_SECONDS = 300
const DEFAULT_START = '-PT3H'
const DEFAULT_END = '-PT0H'
const ANNOTATION_COLOR: Color = [214, 39, 40]

type JsonObject = Readonly<Record<string, unknown>>

/** @throws {AwsError} ValidationError with everything that is wrong */
export function parseWidget(text: string, region: string, nowMs: number): MetricWidget {
  if (text.length > MAX_CHARS) throw invalid(`it must not be longer than ${MAX_CHARS} characters`)
  const body = parseObject(text)
  const reader = new Reader(body, '')
  const rows = readMetrics(reader, region, nowMs)
  const chart = readChart(reader, nowMs)
  if (reader.problems.length > 0) {
    const list = reader.problems.map(({ path, message }) => ({ dataPath: path, message }))
    throw invalid(`there are ${list.length} validation errors:\n${JSON.stringify(list, undefined, 2)}`)
  }
  return { rows, chart }
}

function parseObject(text: string): JsonObject {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw invalid('it must be a valid JSON object')
  }
  if (isObject(body)) return body
  throw invalid('it must be a valid JSON object')
}

function readMetrics(reader: Reader, region: string, nowMs: number): readonly WidgetRow[] {
  const metrics = reader.body.metrics
  const stat = reader.text('stat') ?? 'Average'
  const period = readPeriod(reader)
  if (metrics === undefined) {
    reader.problem('', "Should have required property 'metrics'")
    return []
  }
  if (!Array.isArray(metrics)) {
    reader.problem('/metrics', 'Should be array')
    return []
  }
  if (metrics.length === 0) reader.problem('/metrics', 'Should NOT have fewer than 1 items')
  if (metrics.length > MAX_ROWS) reader.problem('/metrics', `Should NOT have more than ${MAX_ROWS} items`)
  // One value for the whole range is one of a period as long.
  const wholeRange = reader.flag('setPeriodToTimeRange') === true ? spanSeconds(reader, nowMs) : undefined
  const rows = readRows(metrics, '/metrics', { stat, periodSeconds: wholeRange ?? period }, reader.problems)
  for (const named of [reader.text('region'), ...rows.map((row) => row.region)]) {
    if (named !== undefined && named !== region) {
      reader.problem('/region', `Should be the region of the request, ${region}`)
    }
  }
  return rows
}

function readPeriod(reader: Reader): number {
  const period = reader.number('period') ?? DEFAULT_PERIOD_SECONDS
  if (isPeriod(period)) return period
  reader.problem('/period', 'Should be 1, 5, 10, 20, 30 or a multiple of 60')
  return DEFAULT_PERIOD_SECONDS
}

function spanSeconds(reader: Reader, nowMs: number): number {
  const start = parseTime(reader.text('start') ?? DEFAULT_START, nowMs) ?? nowMs
  const end = parseTime(reader.text('end') ?? DEFAULT_END, nowMs) ?? nowMs
  return Math.max(1, Math.ceil((end - start) / MINUTE_MS)) * 60
}

function readChart(reader: Reader, nowMs: number): Omit<Chart, 'series'> {
  const startMs = readTime(reader, 'start', DEFAULT_START, nowMs)
  const endMs = readTime(reader, 'end', DEFAULT_END, nowMs)
  if (startMs >= endMs) reader.problem('/start', 'Should be before end')
  const legend = reader.object('legend')
  const axes = reader.object('yAxis')
  const annotations = reader.object('annotations')
  return {
    width: reader.integer('width', DEFAULT_WIDTH),
    height: reader.integer('height', DEFAULT_HEIGHT),
    theme: reader.oneOf('theme', ['light', 'dark']) ?? 'light',
    title: reader.text('title') ?? '',
    view: reader.oneOf('view', ['timeSeries', 'bar', 'pie']) ?? 'timeSeries',
    stacked: reader.flag('stacked') ?? false,
    legend: legend?.oneOf('position', ['bottom', 'right', 'hidden']) ?? 'bottom',
    startMs,
    endMs,
    offsetMinutes: readTimezone(reader),
    axes: { left: readAxis(axes, 'left'), right: readAxis(axes, 'right') },
    horizontal: readAnnotations(annotations, 'horizontal', nowMs),
    vertical: readAnnotations(annotations, 'vertical', nowMs),
  }
}

function readTime(reader: Reader, name: 'start' | 'end', fallback: string, nowMs: number): number {
  const timeMs = parseTime(reader.text(name) ?? fallback, nowMs)
  if (timeMs !== undefined) return timeMs
  reader.problem(`/${name}`, 'Should be an ISO 8601 time, or a duration before now such as -PT3H or -P1D')
  return name === 'start' ? nowMs - HOUR_MS : nowMs
}

function readTimezone(reader: Reader): number {
  const text = reader.text('timezone')
  const offset = text === undefined ? 0 : parseTimezone(text)
  if (offset === undefined) reader.problem('/timezone', 'Should match pattern "^[+-]\\d{4}$"')
  return offset ?? 0
}

const DURATION = /^-P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
/** Of a month, a week, a day, an hour, a minute and a second; a month is 30 days (our choice). */
const UNITS_MS: readonly number[] = [30 * DAY_MS, 7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS]

/** Epoch milliseconds of an ISO 8601 time, or of a duration before the present; undefined for anything else. */
export function parseTime(text: string, nowMs: number): number | undefined {
  const parts = DURATION.exec(text)?.slice(1)
  if (parts?.some((part) => part !== undefined)) {
    return parts.reduce((time, part, index) => time - Number(part ?? 0) * (UNITS_MS[index] as number), nowMs)
  }
  const timeMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(timeMs) ? undefined : timeMs
}

function readAxis(axes: Reader | undefined, side: Side): AxisOptions {
  const axis = axes?.object(side)
  return { min: axis?.number('min'), max: axis?.number('max'), label: axis?.text('label') ?? '' }
}

function readAnnotations(
  annotations: Reader | undefined,
  kind: 'horizontal' | 'vertical',
  nowMs: number,
): readonly Annotation[] {
  const list = annotations?.body[kind]
  if (annotations === undefined || list === undefined) return []
  const path = `/annotations/${kind}`
  if (!Array.isArray(list)) {
    annotations.problem(`/${kind}`, 'Should be array')
    return []
  }
  return list.flatMap((entry: unknown, index): readonly Annotation[] => {
    const ends = Array.isArray(entry) ? entry : [entry]
    if (ends.length > 2 || !ends.every(isObject)) {
      annotations.problems.push({ path: `${path}/${index}`, message: 'Should match exactly one schema in oneOf' })
      return []
    }
    const readers = ends.map((end, place) => {
      const own = Array.isArray(entry) ? `${path}/${index}/${place}` : `${path}/${index}`
      return new Reader(end as JsonObject, own, annotations.problems)
    })
    const [first, second] = readers as [Reader, Reader | undefined]
    const value = annotationValue(first, kind, nowMs)
    const until = second === undefined ? undefined : annotationValue(second, kind, nowMs)
    if (first.flag('visible') === false || value === undefined) return []
    return [
      {
        value,
        until,
        label: first.text('label') ?? second?.text('label') ?? '',
        color: first.color('color') ?? second?.color('color') ?? ANNOTATION_COLOR,
        fill:
          first.oneOf('fill', kind === 'horizontal' ? ['above', 'below', 'none'] : ['before', 'after', 'none']) ??
          'none',
        side: first.oneOf('yAxis', ['left', 'right']) ?? 'left',
      },
    ]
  })
}

function annotationValue(reader: Reader, kind: 'horizontal' | 'vertical', nowMs: number): number | undefined {
  if (reader.body.value === undefined) {
    reader.problem('', "Should have required property 'value'")
    return undefined
  }
  if (kind === 'horizontal') return reader.number('value')
  const text = reader.text('value')
  const timeMs = text === undefined ? undefined : parseTime(text, nowMs)
  if (text !== undefined && timeMs === undefined) reader.problem('/value', 'Should be an ISO 8601 time')
  return timeMs
}

/** Reads members of one object and notes what is wrong with them. A member that is wrong reads as absent. */
class Reader {
  readonly body: JsonObject
  readonly problems: Problem[]
  readonly #path: string

  constructor(body: JsonObject, path: string, problems: Problem[] = []) {
    this.body = body
    this.#path = path
    this.problems = problems
  }

  problem(path: string, message: string): void {
    this.problems.push({ path: this.#path + path, message })
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'string') as string | undefined
  }

  number(name: string): number | undefined {
    return this.#typed(name, 'number') as number | undefined
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, 'boolean') as boolean | undefined
  }

  color(name: string): Color | undefined {
    const text = this.text(name)
    const color = text === undefined ? undefined : parseColor(text)
    if (text !== undefined && color === undefined) this.problem(`/${name}`, 'Should match pattern "^#[0-9a-fA-F]{6}$"')
    return color
  }

  integer(name: string, fallback: number): number {
    const value = this.number(name) ?? fallback
    if (!Number.isInteger(value)) this.problem(`/${name}`, 'Should be integer')
    else if (value < 1) this.problem(`/${name}`, 'Should be >= 1')
    else if (value > MAX_PIXELS) this.problem(`/${name}`, `Should be <= ${MAX_PIXELS}`)
    return value
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name)
    const found = values.find((value) => value === text)
    if (text !== undefined && found === undefined) {
      this.problem(`/${name}`, `Should be equal to one of the allowed values: ${values.join(', ')}`)
    }
    return found
  }

  object(name: string): Reader | undefined {
    const value = this.body[name]
    if (value === undefined) return undefined
    if (isObject(value)) return new Reader(value, `${this.#path}/${name}`, this.problems)
    this.problem(`/${name}`, 'Should be object')
    return undefined
  }

  #typed(name: string, type: 'string' | 'number' | 'boolean'): unknown {
    const value = this.body[name]
    if (value === undefined || typeof value === type) return value
    this.problem(`/${name}`, `Should be ${type}`)
    return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', `The value for parameter MetricWidget is invalid: ${message}`)
}
