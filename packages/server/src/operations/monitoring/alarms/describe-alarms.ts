import { type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { AlarmBook } from '../../../alarms/alarm-book.ts'
import type { Alarm } from '../../../alarms/alarm-state.ts'
import { alarmKey } from '../../../alarms/names.ts'
import type { AlarmDeps } from './deps.ts'
import { pageOf } from './pages.ts'
import { describeCompositeAlarm, describeLogAlarm, describeMetricAlarm } from './render.ts'
import { invalid } from './validate.ts'

type Input = InputOf<'monitoring', 'DescribeAlarms'>
type Output = OutputOf<'monitoring', 'DescribeAlarms'>

const DEFAULT_RECORDS = 50

/**
 * Alarms in order of name, of all kinds together. Names that do not exist are simply absent.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const describeAlarms: Operation<AlarmDeps> = operation(
  'monitoring',
  'DescribeAlarms',
  async (input, { alarms }: AlarmDeps, { tenant }) => {
    const { ChildrenOfAlarmName: childrenOf, ParentsOfAlarmName: parentsOf } = input
    if (childrenOf !== undefined || parentsOf !== undefined) {
      checkAlone(input)
      const name = childrenOf ?? parentsOf ?? ''
      const relatives = relativesOf(alarms, tenant, name, childrenOf === undefined ? 'parents' : 'children')
      return page(relatives, input, (found) => reduced(found, childrenOf !== undefined))
    }
    if (input.AlarmNames !== undefined && input.AlarmNames.length > 0 && input.AlarmNamePrefix !== undefined) {
      throw invalid('Only one of AlarmNames and AlarmNamePrefix can be specified.')
    }
    return page(selected(alarms, tenant, input), input, whole)
  },
)

function checkAlone({ MaxRecords: _records, NextToken: _token, ...input }: Input): void {
  const given = Object.values(input).filter(
    (value) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  if (given.length > 1) {
    throw invalid('ChildrenOfAlarmName and ParentsOfAlarmName can be specified with MaxRecords and NextToken only.')
  }
}

function relativesOf(alarms: AlarmBook, tenant: Tenant, name: string, which: 'parents' | 'children'): readonly Alarm[] {
  const key = alarmKey(tenant, name)
  const record = alarms.byKey(key)?.record
  const children = record?.type === 'CompositeAlarm' ? alarms.parsedRule(record).children : []
  const keys = which === 'children' ? children : [...alarms.parentsOf(key)]
  return byName(keys.flatMap((relative) => alarms.byKey(relative) ?? []))
}

function selected(alarms: AlarmBook, tenant: Tenant, input: Input): readonly Alarm[] {
  const { AlarmNames: names = [], AlarmNamePrefix: prefix, StateValue: state, ActionPrefix: actionPrefix } = input
  const types: readonly string[] = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm']
  const found =
    names.length > 0
      ? byName([...new Set(names)].flatMap((name) => alarms.get(tenant, name) ?? []))
      : alarms.list(tenant, { prefix })
  return found.filter(({ record, state: { value } }) => {
    return (
      types.includes(record.type) &&
      (state === undefined || state === value) &&
      (actionPrefix === undefined || actionsOf(record).some((action) => action.startsWith(actionPrefix)))
    )
  })
}

function actionsOf({ definition }: Alarm['record']): readonly string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = definition
  return [...OKActions, ...AlarmActions, ...InsufficientDataActions]
}

function byName(alarms: readonly Alarm[]): readonly Alarm[] {
  return alarms.toSorted((a, b) => (a.record.name < b.record.name ? -1 : 1))
}

function page(alarms: readonly Alarm[], input: Input, render: (alarms: readonly Alarm[]) => Output): Output {
  const { items, next } = pageOf(alarms, nameOf, input.NextToken, input.MaxRecords ?? DEFAULT_RECORDS)
  return { ...render(items), NextToken: next }
}

function nameOf({ record }: Alarm): string {
  return record.name
}

function whole(alarms: readonly Alarm[]): Output {
  const { metric, composite, log } = byKind(alarms)
  return {
    MetricAlarms: metric.map(describeMetricAlarm),
    CompositeAlarms: composite.map(describeCompositeAlarm),
    LogAlarms: log.map(describeLogAlarm),
  }
}

/** Of relatives AWS tells no more than who they are and, of children, their state. */
function reduced(alarms: readonly Alarm[], withState: boolean): Output {
  const { metric, composite, log } = byKind(alarms)
  const render = ({ record, state }: Alarm) => ({
    AlarmName: record.name,
    AlarmArn: record.arn,
    ...(withState ? { StateValue: state.value, StateUpdatedTimestamp: state.updatedMs } : {}),
  })
  return { MetricAlarms: metric.map(render), CompositeAlarms: composite.map(render), LogAlarms: log.map(render) }
}

function byKind(alarms: readonly Alarm[]): Readonly<Record<'metric' | 'composite' | 'log', readonly Alarm[]>> {
  return {
    metric: alarms.filter(({ record }) => record.type === 'MetricAlarm'),
    composite: alarms.filter(({ record }) => record.type === 'CompositeAlarm'),
    log: alarms.filter(({ record }) => record.type === 'LogAlarm'),
  }
}
