import { type InputOf, type Operation, operation } from '@atalaya/aws'
import { sortDimensions } from '@atalaya/model'
import type { MetricAlarmDefinition } from '../../../alarms/transition.ts'
import { toDimensions } from '../series-ids.ts'
import type { AlarmDeps } from './deps.ts'
import { describeMetricAlarm } from './render.ts'
import { invalid } from './validate.ts'

type Input = InputOf<'monitoring', 'DescribeAlarmsForMetric'>

/**
 * Alarms on exactly this metric. Alarms on several metrics are not found.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
 */
export const describeAlarmsForMetric: Operation<AlarmDeps> = operation(
  'monitoring',
  'DescribeAlarmsForMetric',
  async (input, { alarms }: AlarmDeps, { tenant }) => {
    if (input.Statistic !== undefined && input.ExtendedStatistic !== undefined) {
      throw invalid('Only one of Statistic and ExtendedStatistic can be specified.')
    }
    const wanted = dimensionsKey(input.Dimensions)
    const found = alarms.list(tenant).filter(({ record }) => {
      return record.type === 'MetricAlarm' && matches(record.definition, input, wanted)
    })
    return { MetricAlarms: found.map(describeMetricAlarm) }
  },
)

function matches(definition: MetricAlarmDefinition, input: Input, wanted: string): boolean {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit } = input
  const isAsked = <T>(asked: T | undefined, actual: T | undefined): boolean => asked === undefined || asked === actual
  return (
    definition.MetricName === MetricName &&
    definition.Namespace === Namespace &&
    dimensionsKey(definition.Dimensions) === wanted &&
    isAsked(Statistic, definition.Statistic) &&
    isAsked(ExtendedStatistic, definition.ExtendedStatistic) &&
    isAsked(Period, definition.Period) &&
    isAsked(Unit, definition.Unit)
  )
}

function dimensionsKey(dimensions: Input['Dimensions']): string {
  return JSON.stringify(sortDimensions(toDimensions(dimensions)).map(({ name, value }) => [name, value]))
}
