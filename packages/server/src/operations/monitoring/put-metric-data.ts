import { AwsError, type InputOf, type Operation, operation } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, MAX_ABSOLUTE_VALUE, MAX_VALUES_PER_DATUM, NO_UNIT_CODE, unitCode } from '@atalaya/model'
import { PointsBuilder } from '../../pipeline/metric-points.ts'
import type { MonitoringDeps } from './deps.ts'
import { entityProblem } from './entity.ts'
import { checkMetricName, checkNamespace, checkWrittenDimensions } from './names.ts'
import type { NamespaceSeries, WireDimension } from './series-ids.ts'

/** Limits of one request. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const MAX_DATA = 1_000
/** Of the body as it is without compression. */
const MAX_BODY_BYTES = 1024 * 1024
const MAX_ENTITIES = 2
const MAX_AGE_MS: number = 14 * DAY_MS
const MAX_AHEAD_MS: number = 2 * HOUR_MS
const STANDARD_RESOLUTION_S = 60
const HIGH_RESOLUTION_S = 1

type Input = InputOf<'monitoring', 'PutMetricData'>
type Datum = NonNullable<Input['MetricData']>[number]

const NO_DIMENSIONS: readonly WireDimension[] = []

/**
 * All data of a request are stored together or none is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const putMetricData: Operation<MonitoringDeps> = operation(
  'monitoring',
  'PutMetricData',
  async (input, { telemetry, seriesIds, clock }: MonitoringDeps, { tenant, bodyBytes, addHeader }) => {
    checkSize(input, bodyBytes)
    checkNamespace(input.Namespace, 'Namespace')
    const reader = new DatumReader(seriesIds.in(tenant, input.Namespace), clock.now())
    reader.readAll(input.MetricData ?? [], 'MetricData')
    for (const [index, entry] of (input.EntityMetricData ?? []).entries()) {
      const path = `EntityMetricData.member.${index + 1}`
      const problem = entityProblem(entry.Entity)
      if (problem !== undefined) {
        // Entities are checked and otherwise not used: without strict validation a bad one is only mentioned.
        if (input.StrictEntityValidation === true) throw invalid(`The parameter ${path}.Entity is invalid: ${problem}.`)
        addHeader?.('x-amzn-failure-message', problem)
      }
      reader.readAll(entry.MetricData ?? [], `${path}.MetricData`)
    }
    const metrics = reader.points.build()
    // Nothing but values that occurred zero times: accepted, and nothing to remember.
    if (metrics.series.length > 0) await telemetry.append({ metrics })
    return {}
  },
)

function checkSize(input: Input, bodyBytes = 0): void {
  if (bodyBytes > MAX_BODY_BYTES) {
    throw new AwsError('RequestEntityTooLarge', `Request size must not exceed ${MAX_BODY_BYTES} bytes.`)
  }
  const entities = input.EntityMetricData ?? []
  if (entities.length > MAX_ENTITIES) throw tooMany('EntityMetricData', MAX_ENTITIES)
  let count = input.MetricData?.length ?? 0
  for (const entity of entities) count += entity.MetricData?.length ?? 0
  if (count > MAX_DATA) throw tooMany('MetricData', MAX_DATA)
  if (count === 0) {
    throw new AwsError('MissingRequiredParameterException', 'The parameter MetricData is required.')
  }
  if (entities.length > 0 && input.StrictEntityValidation === undefined) {
    throw new AwsError('MissingRequiredParameterException', 'The parameter StrictEntityValidation is required.')
  }
}

/** Turns data into rows. Paths are put together only for an error: a good datum leaves nothing behind but its rows. */
class DatumReader {
  readonly points: PointsBuilder = new PointsBuilder()
  readonly #series: NamespaceSeries
  readonly #nowMs: number
  #list = ''
  #index = 0

  constructor(series: NamespaceSeries, nowMs: number) {
    this.#series = series
    this.#nowMs = nowMs
  }

  /** @param list how the request names the list: `MetricData` */
  readAll(data: readonly Datum[], list: string): void {
    this.#list = list
    for (let index = 0; index < data.length; index += 1) {
      this.#index = index
      this.#read(data[index] as Datum)
    }
  }

  #read(datum: Datum): void {
    const dimensions = datum.Dimensions ?? NO_DIMENSIONS
    const series = this.#series.find(datum.MetricName, dimensions) ?? this.#assign(datum.MetricName, dimensions)
    const time = datum.Timestamp === undefined ? this.#nowMs : this.#checkTime(datum.Timestamp)
    const unit = datum.Unit === undefined ? NO_UNIT_CODE : (unitCode(datum.Unit) ?? NO_UNIT_CODE)
    const resolution = datum.StorageResolution ?? STANDARD_RESOLUTION_S
    if (resolution !== STANDARD_RESOLUTION_S && resolution !== HIGH_RESOLUTION_S) {
      throw this.#invalidValue(resolution, 'StorageResolution')
    }
    this.#addSamples(datum, series, time, unit, resolution)
  }

  #assign(name: string, dimensions: readonly WireDimension[]): number {
    checkMetricName(name, this.#path('MetricName'))
    checkWrittenDimensions(dimensions, this.#path('Dimensions'))
    return this.#series.assign(name, dimensions)
  }

  #checkTime(time: number): number {
    if (time > this.#nowMs + MAX_AHEAD_MS) {
      const path = this.#path('Timestamp')
      throw invalid(`The parameter ${path} must specify a time no more than 2 hours in the future.`)
    }
    if (time < this.#nowMs - MAX_AGE_MS) {
      const path = this.#path('Timestamp')
      throw invalid(`The parameter ${path} must specify a time no more than two weeks in the past.`)
    }
    return time
  }

  #addSamples(datum: Datum, series: number, time: number, unit: number, resolution: number): void {
    const { Value: value, Values: values, StatisticValues: statistics } = datum
    const hasValues = values !== undefined && values.length > 0
    if (value !== undefined) {
      if (hasValues) throw this.#exclusive('Values')
      if (statistics !== undefined) throw this.#exclusive('StatisticValues')
      this.#checkNumber(value, 'Value')
      this.points.add(series, time, unit, resolution, value)
    } else if (statistics !== undefined) {
      // It wins over Values, as seen with CloudWatch.
      this.points.addStatisticSet(series, time, unit, resolution, this.#checkStatistics(statistics))
    } else if (hasValues) {
      this.#addValues(values, datum.Counts, series, time, unit, resolution)
    } else {
      const [a, b] = [this.#path('Value'), this.#path('StatisticValues')]
      const message = `At least one of the parameters ${a} and ${b} must be specified.`
      throw new AwsError('InvalidParameterCombinationException', message)
    }
  }

  #addValues(
    values: readonly number[],
    counts: readonly number[] | undefined,
    series: number,
    time: number,
    unit: number,
    resolution: number,
  ): void {
    if (counts !== undefined && counts.length > 0 && counts.length !== values.length) {
      const [a, b] = [this.#path('Values'), this.#path('Counts')]
      throw invalid(`The parameters ${a} and ${b} must be of the same size.`)
    }
    if (values.length > MAX_VALUES_PER_DATUM) throw tooMany(this.#path('Values'), MAX_VALUES_PER_DATUM)
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] as number
      const count = counts?.[index] ?? 1
      this.#checkNumber(value, 'Values', index)
      if (!(count >= 0 && count <= MAX_ABSOLUTE_VALUE)) throw this.#invalidValue(count, 'Counts', index)
      this.points.add(series, time, unit, resolution, value, count)
    }
  }

  #checkStatistics(statistics: NonNullable<Datum['StatisticValues']>): {
    readonly count: number
    readonly sum: number
    readonly min: number
    readonly max: number
  } {
    const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = statistics
    if (!(count > 0)) throw this.#invalidValue(count, 'StatisticValues.SampleCount')
    this.#checkNumber(count, 'StatisticValues.SampleCount')
    this.#checkNumber(sum, 'StatisticValues.Sum')
    this.#checkNumber(min, 'StatisticValues.Minimum')
    this.#checkNumber(max, 'StatisticValues.Maximum')
    if (max < min) {
      const [a, b] = [this.#path('StatisticValues.Maximum'), this.#path('StatisticValues.Minimum')]
      throw invalid(`The parameter ${a} must be greater than or equal to the parameter ${b}.`)
    }
    return { count, sum, min, max }
  }

  /** False for NaN and the infinities, too. */
  #checkNumber(value: number, member: string, index?: number): void {
    if (!(Math.abs(value) <= MAX_ABSOLUTE_VALUE)) throw this.#invalidValue(value, member, index)
  }

  #invalidValue(value: number, member: string, index?: number): AwsError {
    const path = this.#path(index === undefined ? member : `${member}.member.${index + 1}`)
    return invalid(`The value ${value} for parameter ${path} is invalid.`)
  }

  #exclusive(other: string): AwsError {
    const [a, b] = [this.#path('Value'), this.#path(other)]
    const message = `The parameters ${a} and ${b} are mutually exclusive and you have specified both.`
    return new AwsError('InvalidParameterCombinationException', message)
  }

  #path(member: string): string {
    return `${this.#list}.member.${this.#index + 1}.${member}`
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}

function tooMany(path: string, max: number): AwsError {
  return invalid(`The collection ${path} must not have a size greater than ${max}.`)
}
