import { type Dimension, MAX_DIMENSIONS, MAX_EMF_METRICS, NO_UNIT_CODE, unitCode } from '@atalaya/model'
import type { JsonObject } from '@atalaya/query'
import { isCustomNamespace, isDimensionName, isDimensionValue, isMetricName } from '../metric-names.ts'
import type { Samples } from '../metric-points.ts'
import type { EmfDatum } from './read-emf.ts'
import { readSamples, sampleCount } from './samples.ts'

/** Datapoints of one document. A document of 1 MB could ask for millions by repeating dimension sets (our choice). */
const MAX_POINTS = 100_000

/** One entry of `CloudWatchMetrics`, known to have the right types and nothing more. */
interface Directive {
  readonly Namespace: string
  readonly Dimensions: readonly (readonly string[])[]
  readonly Metrics: readonly Definition[]
}

interface Definition {
  readonly Name: string
  readonly Unit?: string
  readonly StorageResolution?: unknown
}

interface Found {
  readonly data: EmfDatum[]
  parsingErrors: number
  validationErrors: number
  points: number
}

/** The data of all directives. A bad directive, metric or dimension set takes nothing else with it. */
export function readDirectives(
  directives: readonly unknown[],
  root: JsonObject,
  timestampMs: number,
): Readonly<Omit<Found, 'points'>> {
  const found: Found = { data: [], parsingErrors: 0, validationErrors: 0, points: 0 }
  for (const directive of directives) {
    if (!isDirective(directive)) found.parsingErrors += 1
    else if (directive.Metrics.length > MAX_EMF_METRICS || !isCustomNamespace(directive.Namespace)) {
      found.validationErrors += 1
    } else readDirective(directive, root, timestampMs, found)
  }
  return found
}

function readDirective(directive: Directive, root: JsonObject, timestampMs: number, found: Found): void {
  const sets: (readonly Dimension[])[] = []
  for (const names of directive.Dimensions) {
    const dimensions = readDimensions(names, root)
    if (dimensions === undefined) found.validationErrors += 1
    else sets.push(dimensions)
  }
  for (const definition of directive.Metrics) {
    const samples = readMetric(definition, root)
    if (samples === undefined) found.validationErrors += 1
    else addMetric(directive.Namespace, definition, samples, sets, timestampMs, found)
  }
}

function addMetric(
  namespace: string,
  definition: Definition,
  samples: Samples,
  sets: readonly (readonly Dimension[])[],
  timestampMs: number,
  found: Found,
): void {
  const count = sampleCount(samples)
  // An empty array of values is no mistake and no datum.
  if (count === 0) return
  found.points += count * sets.length
  if (found.points > MAX_POINTS) {
    found.validationErrors += 1
    return
  }
  const name = definition.Name
  const unit = definition.Unit === undefined ? NO_UNIT_CODE : (unitCode(definition.Unit) as number)
  // Other resolutions than 1 and 60 are discouraged, not forbidden; they are taken as 60 (our choice).
  const resolution = definition.StorageResolution === 1 ? 1 : 60
  for (const dimensions of sets) {
    found.data.push({ namespace, name, dimensions, timestampMs, unit, resolution, samples })
  }
}

/** Undefined when the metric breaks a rule of PutMetricData or its target is missing. */
function readMetric({ Name: name, Unit: unit }: Definition, root: JsonObject): Samples | undefined {
  if (!isMetricName(name) || (unit !== undefined && unitCode(unit) === undefined)) return undefined
  return Object.hasOwn(root, name) ? readSamples(root[name]) : undefined
}

/** Undefined when a member is missing or no string, and when the set breaks a rule of PutMetricData. */
function readDimensions(names: readonly string[], root: JsonObject): readonly Dimension[] | undefined {
  if (names.length > MAX_DIMENSIONS) return undefined
  const dimensions: Dimension[] = []
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i] as string
    const value = Object.hasOwn(root, name) ? root[name] : undefined
    if (typeof value !== 'string' || !isDimensionName(name) || !isDimensionValue(value)) return undefined
    if (names.indexOf(name) !== i) return undefined
    dimensions.push({ name, value })
  }
  return dimensions
}

function isDirective(value: unknown): value is Directive {
  if (typeof value !== 'object' || value === null) return false
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = value as Readonly<Record<string, unknown>>
  if (typeof namespace !== 'string' || !Array.isArray(sets) || sets.length === 0 || !Array.isArray(metrics))
    return false
  return sets.every(isDimensionSet) && metrics.every(isDefinition)
}

function isDimensionSet(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}

function isDefinition(value: unknown): value is Definition {
  if (typeof value !== 'object' || value === null) return false
  const { Name: name, Unit: unit } = value as Readonly<Record<string, unknown>>
  return typeof name === 'string' && (unit === undefined || typeof unit === 'string')
}
