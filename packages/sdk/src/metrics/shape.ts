/**
 * A shape is everything about an emit that repeats from call to call: which metrics with which units, and which dimension
 * names. Services emit a handful of shapes millions of times, so whatever can be checked or serialised once per shape is:
 * what is left for each emit is to compare a few strings, which are usually the same objects, and to join texts.
 */

import { MAX_DIMENSION_NAME_CHARS, MAX_DIMENSIONS, MAX_EMF_METRICS, MAX_METRIC_NAME_CHARS } from '@atalaya/model'
import { textOf } from '../context/text-of.ts'
import { isMetricUnit, type MetricUnit } from './metric-unit.ts'

/** One value of one metric. */
export interface Metric {
  /** 1 to 255 characters. */
  readonly name: string
  /** Finite, within ±2^360. */
  readonly value: number
  /** `None` when left out. */
  readonly unit?: MetricUnit | undefined
  /** Seconds: 1 for high resolution; 60 when left out. */
  readonly resolution?: 1 | 60 | undefined
}

/** Numbers and booleans are written as their text, because CloudWatch takes strings only. */
export type DimensionValue = string | number | boolean

export type Dimensions = Readonly<Record<string, DimensionValue>>

/** What every document of one `CloudWatchMetrics` has in common. */
export interface Frame {
  readonly namespace: string
  /** Dimensions of every metric, already checked. A dimension of the call wins over one of the same name here. */
  readonly dimensions: Readonly<Record<string, string>>
  /** Root members that are no dimensions. A metric or dimension of the same name takes their place. */
  readonly properties: Readonly<Record<string, string>>
  /** Further members of `_aws`: the log group an agent writes to. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

interface Definition {
  readonly name: string
  readonly unit: MetricUnit | undefined
  readonly resolution: 1 | 60 | undefined
}

export interface Shape {
  readonly definitions: readonly Definition[]
  /** Dimension names of the call, in its order. */
  readonly keys: readonly string[]
  /** Why no metric of this shape can be emitted. */
  readonly problem: string | undefined
  /** Up to the number of milliseconds. */
  readonly head: string
  /** From there up to the first dimension of the call. */
  readonly middle: string
  /** `,"Method":` for each key. */
  readonly keyTexts: readonly string[]
  /** `,"Duration":` for each definition. */
  readonly valueTexts: readonly string[]
}

/** Remembers shapes. Bounded: a caller that invents names without end costs time, not memory. */
export class ShapeCache {
  readonly #frame: Frame
  readonly #byFirstName = new Map<string, Shape[]>()

  constructor(frame: Frame) {
    this.#frame = frame
  }

  /** The shape of a call. `metrics` must not be empty. */
  find(metrics: readonly Metric[], dimensions: Dimensions | undefined): Shape {
    const firstName = metrics[0]!.name
    const candidates = this.#byFirstName.get(firstName)
    if (candidates !== undefined) {
      for (const shape of candidates) if (fits(shape, metrics, dimensions)) return shape
    }
    const shape = describe(this.#frame, metrics, dimensions)
    if (candidates !== undefined && candidates.length < MAX_SHAPES_PER_NAME) candidates.push(shape)
    else if (typeof firstName === 'string' && firstName.length <= MAX_METRIC_NAME_CHARS) {
      if (this.#byFirstName.size >= MAX_NAMES) this.#byFirstName.clear()
      this.#byFirstName.set(firstName, [shape])
    }
    return shape
  }
}

const MAX_SHAPES_PER_NAME = 64
const MAX_NAMES = 1_000

function fits(shape: Shape, metrics: readonly Metric[], dimensions: Dimensions | undefined): boolean {
  const { definitions, keys } = shape
  if (definitions.length !== metrics.length) return false
  for (let index = 0; index < metrics.length; index++) {
    const metric = metrics[index]!
    const definition = definitions[index]!
    if (
      metric.name !== definition.name ||
      metric.unit !== definition.unit ||
      metric.resolution !== definition.resolution
    ) {
      return false
    }
  }
  let count = 0
  for (const key in dimensions) if (keys[count++] !== key) return false
  return count === keys.length
}

function describe(frame: Frame, metrics: readonly Metric[], dimensions: Dimensions | undefined): Shape {
  const definitions = metrics.map(({ name, unit, resolution }) => ({ name, unit, resolution }))
  const keys: string[] = []
  for (const key in dimensions) keys.push(key)

  const inherited = Object.entries(frame.dimensions).filter(([key]) => !keys.includes(key))
  const dimensionNames = [...inherited.map(([key]) => key), ...keys]
  const taken = new Set([...dimensionNames, ...definitions.map(({ name }) => name)])
  const properties = Object.entries(frame.properties).filter(([key]) => !taken.has(key))

  const directive = {
    Namespace: frame.namespace,
    Dimensions: [dimensionNames],
    Metrics: definitions.map(({ name, unit, resolution }) => ({
      Name: name,
      ...(unit === undefined || unit === 'None' ? {} : { Unit: unit }),
      ...(resolution === 1 ? { StorageResolution: 1 } : {}),
    })),
  }
  const metadata = Object.entries(frame.metadata ?? {}).map(([key, value]) => `,${quote(key)}:${quote(value)}`)
  const constants = [...properties, ...inherited].map(([key, value]) => `,${quote(key)}:${quote(value)}`)
  return {
    definitions,
    keys,
    problem: problemOf(definitions, dimensionNames),
    head: '{"_aws":{"Timestamp":',
    middle: `${metadata.join('')},"CloudWatchMetrics":[${JSON.stringify(directive)}]}${constants.join('')}`,
    keyTexts: keys.map((key) => `,${quote(key)}:`),
    valueTexts: definitions.map(({ name }) => `,${quote(name)}:`),
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
function problemOf(definitions: readonly Definition[], dimensionNames: readonly string[]): string | undefined {
  if (definitions.length > MAX_EMF_METRICS) return `one document holds at most ${MAX_EMF_METRICS} metrics`
  const names = new Set<string>()
  for (const { name, unit, resolution } of definitions) {
    const problem = metricProblem(name, unit, resolution)
    if (problem !== undefined) return problem
    if (dimensionNames.includes(name)) return `metric ${show(name)} has the name of one of its dimensions`
    // Two root members of one name: readers keep the last. The caller's two values become two documents instead.
    if (names.has(name)) return `metric ${show(name)} is there twice`
    names.add(name)
  }
  if (dimensionNames.length > MAX_DIMENSIONS) {
    return `metric ${show(definitions[0]?.name)} has ${dimensionNames.length} dimensions, at most ${MAX_DIMENSIONS} are possible`
  }
  for (const name of dimensionNames) {
    const problem = dimensionNameProblem(name)
    if (problem !== undefined) return `metric ${show(definitions[0]?.name)}: ${problem}`
  }
  return undefined
}

/** Why CloudWatch would not take a metric of this name, unit and resolution. */
export function metricProblem(name: unknown, unit: unknown, resolution: unknown): string | undefined {
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_METRIC_NAME_CHARS || name === '_aws') {
    return `a metric name must be a text of 1 to ${MAX_METRIC_NAME_CHARS} characters other than "_aws", got ${show(name)}`
  }
  if (unit !== undefined && !isMetricUnit(unit)) {
    return `metric ${show(name)}: the unit must be one of MetricUnit, such as "Milliseconds", got ${show(unit)}`
  }
  if (resolution !== undefined && resolution !== 1 && resolution !== 60) {
    return `metric ${show(name)}: the resolution must be 1 or 60 seconds, got ${show(resolution)}`
  }
  return undefined
}

export function dimensionNameProblem(name: string): string | undefined {
  if (PRINTABLE.test(name) && !name.startsWith(':') && name.length <= MAX_DIMENSION_NAME_CHARS && name !== '_aws') {
    return undefined
  }
  return `a dimension name must be 1 to ${MAX_DIMENSION_NAME_CHARS} printable ASCII characters, not all blank, not starting with ":", not "_aws", got ${show(name)}`
}

/** Printable ASCII with at least one character that is not a blank. */
export const PRINTABLE: RegExp = /^ *[\x21-\x7e][\x20-\x7e]*$/

/** A value in a message: short, whatever it is. */
export function show(value: unknown): string {
  const text =
    typeof value === 'string'
      ? quote(value)
      : typeof value === 'symbol'
        ? 'a symbol'
        : `${typeof value} ${textOf(value, 'without a text')}`
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function quote(text: string): string {
  return JSON.stringify(text)
}
