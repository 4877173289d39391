import { AwsError, type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import {
  alignRange,
  isPeriod,
  MAX_STATISTICS_DATAPOINTS,
  needsDistribution,
  parseStatistic,
  requestedDatapoints,
  type Statistic,
} from '@atalaya/model'
import { type MetricRows, readMetrics, statisticOf, unitOf } from '../../metrics/metric-reads.ts'
import type { MonitoringDeps } from './deps.ts'
import { toDimensions } from './series-ids.ts'

type Input = InputOf<'monitoring', 'GetMetricStatistics'>
type Datapoint = NonNullable<OutputOf<'monitoring', 'GetMetricStatistics'>['Datapoints']>[number]

/** A statistic and the name under which the caller asked for it. */
interface Asked {
  readonly name: string
  readonly statistic: Statistic
}

/**
 * One datapoint for each bucket and unit that has data.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export const getMetricStatistics: Operation<MonitoringDeps> = operation(
  'monitoring',
  'GetMetricStatistics',
  async (input, { telemetry, clock }: MonitoringDeps, { tenant, signal }) => {
    const nowMs = clock.now()
    const asked = askedStatistics(input)
    const requested = { startMs: input.StartTime, endMs: input.EndTime }
    checkRange(input)
    const query = {
      tenant,
      namespace: input.Namespace,
      name: input.MetricName,
      dimensions: toDimensions(input.Dimensions),
      range: alignRange(requested, input.Period, nowMs),
      periodSeconds: input.Period,
      statistics: asked.map(({ statistic }) => statistic),
      unit: input.Unit,
    }
    const [rows] = await readMetrics(telemetry.metrics, [query], nowMs, signal)
    return { Label: input.MetricName, Datapoints: rows === undefined ? [] : datapoints(rows, asked) }
  },
)

function checkRange({ StartTime, EndTime, Period }: Input): void {
  if (StartTime >= EndTime) {
    throw invalid('The parameter StartTime must be less than the parameter EndTime.')
  }
  if (!isPeriod(Period)) throw invalid('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.')
  const count = requestedDatapoints({ startMs: StartTime, endMs: EndTime }, Period)
  if (count > MAX_STATISTICS_DATAPOINTS) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      `You have requested up to ${count} datapoints, which exceeds the limit of ${MAX_STATISTICS_DATAPOINTS}. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    )
  }
}

function askedStatistics({ Statistics: standard = [], ExtendedStatistics: extended = [] }: Input): readonly Asked[] {
  if (standard.length > 0 && extended.length > 0) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    )
  }
  if (standard.length === 0 && extended.length === 0) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    )
  }
  return [...new Set([...standard, ...extended])].map((name, index) => {
    const statistic = parseStatistic(name)
    if (statistic !== undefined && !needsDistribution(statistic) === standard.length > 0) return { name, statistic }
    throw invalid(`The value ${name} for parameter ExtendedStatistics.member.${index + 1} is invalid.`)
  })
}

function datapoints(rows: MetricRows, asked: readonly Asked[]): readonly Datapoint[] {
  const points: Datapoint[] = []
  for (let row = rows.from; row < rows.to; row += 1) {
    const standard: Record<string, number> = {}
    const extended: Record<string, number> = {}
    for (const { name, statistic } of asked) {
      const value = statisticOf(statistic, rows, row)
      if (value === undefined) continue
      if (!needsDistribution(statistic)) standard[name] = value
      else extended[name] = value
    }
    const hasExtended = Object.keys(extended).length > 0
    if (!hasExtended && Object.keys(standard).length === 0) continue
    points.push({
      Timestamp: rows.buckets.startsMs[row],
      ...standard,
      ...(hasExtended ? { ExtendedStatistics: extended } : {}),
      Unit: unitOf(rows, row),
    })
  }
  return points
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
