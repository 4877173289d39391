import { parseTimeZone } from '@atalaya/alarms'
import { AwsError, type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import { parseStatistic, sortDimensions, type Tenant } from '@atalaya/model'
import { type DetectorRecord, type DetectorSource, detectorId } from '../../../alarms/anomaly/detectors.ts'
import { parseQueries } from '../../../metrics/queries.ts'
import { toDimensions } from '../series-ids.ts'
import type { AlarmDeps } from './deps.ts'
import { pageOf } from './pages.ts'

/*
 * Anomaly detectors.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */

type PutInput = InputOf<'monitoring', 'PutAnomalyDetector'>
type DescribeInput = InputOf<'monitoring', 'DescribeAnomalyDetectors'>
type Described = NonNullable<OutputOf<'monitoring', 'DescribeAnomalyDetectors'>['AnomalyDetectors']>[number]

const DEFAULT_RESULTS = 50
const MAX_RESULTS = 100
/** For the state that is shown; alarms train for their own period. */
const SHOWN_PERIOD_SECONDS = 300

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html */
export const putAnomalyDetector: Operation<AlarmDeps> = operation(
  'monitoring',
  'PutAnomalyDetector',
  async (input, { detectors, control, clock }: AlarmDeps, { tenant }) => {
    const source = sourceOf(input, tenant)
    const { Configuration: configuration, MetricCharacteristics: characteristics } = input
    const excluded = (configuration?.ExcludedTimeRanges ?? []).map(({ StartTime, EndTime }) => {
      if (StartTime >= EndTime) throw wrong('The StartTime of an excluded time range must be before its EndTime.')
      return { startMs: StartTime, endMs: EndTime }
    })
    const timezone = configuration?.MetricTimezone
    if (timezone !== undefined && parseTimeZone(timezone) === undefined) {
      throw wrong(`The value ${timezone} for parameter MetricTimezone is invalid.`)
    }
    const detector: DetectorRecord = {
      id: detectorId(source),
      tenant: { accountId: tenant.accountId, region: tenant.region },
      source,
      excluded,
      ...(timezone === undefined ? {} : { timezone }),
      ...(characteristics?.PeriodicSpikes === undefined ? {} : { periodicSpikes: characteristics.PeriodicSpikes }),
      updatedMs: clock.now(),
    }
    await control.commit([detectors.put(detector)])
    return { AnomalyDetectorId: detector.id }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAnomalyDetector.html */
export const deleteAnomalyDetector: Operation<AlarmDeps> = operation(
  'monitoring',
  'DeleteAnomalyDetector',
  async (input, { detectors, control }: AlarmDeps, { tenant }) => {
    const id = input.AnomalyDetectorId ?? detectorId(sourceOf(input, tenant))
    const detector = detectors.get(tenant, id)
    if (detector === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The anomaly detector does not exist.', {
        members: { ResourceType: 'anomaly-detector', ResourceId: id },
      })
    }
    await control.commit([detectors.remove(detector)])
    return {}
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAnomalyDetectors.html */
export const describeAnomalyDetectors: Operation<AlarmDeps> = operation(
  'monitoring',
  'DescribeAnomalyDetectors',
  async (input, { detectors, models }: AlarmDeps, { tenant }) => {
    const limit = input.MaxResults ?? DEFAULT_RESULTS
    if (limit > MAX_RESULTS) throw wrong(`MaxResults must be at most ${MAX_RESULTS}.`)
    const found = detectors.list(tenant).filter((detector) => matches(detector, input))
    const { items, next } = pageOf(found, ({ id }) => id, input.NextToken, limit)
    const described = await Promise.all(
      items.map(async (detector) => {
        const model = await models.modelOf(tenant, detector.source, SHOWN_PERIOD_SECONDS)
        return describe(
          detector,
          model === undefined ? 'PENDING_TRAINING' : model.slots === 1 ? 'TRAINED_INSUFFICIENT_DATA' : 'TRAINED',
        )
      }),
    )
    return { AnomalyDetectors: described, NextToken: next }
  },
)

function matches(detector: DetectorRecord, input: DescribeInput): boolean {
  const { source, id } = detector
  const { AnomalyDetectorIds: ids = [], Namespace, MetricName, Dimensions } = input
  if (ids.length > 0 && !ids.includes(id)) return false
  const types: readonly string[] = input.AnomalyDetectorTypes?.length ? input.AnomalyDetectorTypes : ['SINGLE_METRIC']
  if (!types.includes(source.kind === 'single' ? 'SINGLE_METRIC' : 'METRIC_MATH')) return false
  if (source.kind === 'math') return Namespace === undefined && MetricName === undefined && !Dimensions?.length
  return (
    (Namespace === undefined || Namespace === source.namespace) &&
    (MetricName === undefined || MetricName === source.metricName) &&
    (Dimensions === undefined ||
      JSON.stringify(sortDimensions(toDimensions(Dimensions))) === JSON.stringify(sortDimensions(source.dimensions)))
  )
}

function describe(detector: DetectorRecord, state: NonNullable<Described['StateValue']>): Described {
  const { source, excluded, timezone, periodicSpikes } = detector
  const common = {
    AnomalyDetectorId: detector.id,
    Configuration: {
      ExcludedTimeRanges: excluded.map(({ startMs, endMs }) => ({ StartTime: startMs, EndTime: endMs })),
      MetricTimezone: timezone,
    },
    StateValue: state,
    MetricCharacteristics: periodicSpikes === undefined ? undefined : { PeriodicSpikes: periodicSpikes },
  }
  if (source.kind === 'math') return { ...common, MetricMathAnomalyDetector: { MetricDataQueries: source.queries } }
  const metric = {
    Namespace: source.namespace,
    MetricName: source.metricName,
    Dimensions: source.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    Stat: source.stat,
  }
  // The members beside the structure are deprecated, and old clients read nothing else.
  return { ...common, ...metric, SingleMetricAnomalyDetector: metric }
}

type SourceInput = Pick<
  PutInput,
  'Namespace' | 'MetricName' | 'Dimensions' | 'Stat' | 'SingleMetricAnomalyDetector' | 'MetricMathAnomalyDetector'
>

function sourceOf(input: SourceInput, tenant: Tenant): DetectorSource {
  const { SingleMetricAnomalyDetector: single, MetricMathAnomalyDetector: math } = input
  const { Namespace, MetricName, Dimensions, Stat } = input
  const isPlain = [Namespace, MetricName, Stat].some((value) => value !== undefined)
  if ([single !== undefined, math !== undefined, isPlain].filter(Boolean).length > 1) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      'Only one of SingleMetricAnomalyDetector, MetricMathAnomalyDetector and a metric can be specified.',
    )
  }
  if (math !== undefined) {
    const queries = math.MetricDataQueries ?? []
    const returned = parseQueries(queries, tenant).filter(({ returnData }) => returnData)
    if (returned.length !== 1) throw wrong('Exactly one element of MetricDataQueries must return data.')
    return { kind: 'math', queries: JSON.parse(JSON.stringify(queries)) as typeof queries }
  }
  const metric = single ?? { Namespace, MetricName, Dimensions, Stat }
  if (metric.Namespace === undefined) throw required('Namespace')
  if (metric.MetricName === undefined) throw required('MetricName')
  if (metric.Stat === undefined) throw required('Stat')
  if (parseStatistic(metric.Stat) === undefined) throw wrong(`The value ${metric.Stat} for parameter Stat is invalid.`)
  return {
    kind: 'single',
    namespace: metric.Namespace,
    metricName: metric.MetricName,
    dimensions: toDimensions(metric.Dimensions),
    stat: metric.Stat,
  }
}

function required(parameter: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The parameter ${parameter} is required.`)
}

function wrong(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
