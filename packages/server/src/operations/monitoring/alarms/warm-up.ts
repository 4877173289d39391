import { MINUTE_MS } from '@atalaya/model'
import type { AlarmState } from '../../../alarms/alarm-state.ts'
import type { MetricAlarmDefinition } from '../../../alarms/transition.ts'

type WarmedUp = Pick<MetricAlarmDefinition, 'WarmUpConfiguration'>

/**
 * The state with the warm-up that the configuration asks for: it begins when it is first asked for, a change of its length counts
 * from there, and once it is over it does not begin again.
 */
export function warmedUp(
  state: AlarmState,
  previous: WarmedUp | undefined,
  { WarmUpConfiguration: wanted }: WarmedUp,
  nowMs: number,
): AlarmState {
  const { warmUpUntilMs: until, ...rest } = state
  if (wanted === undefined) return rest
  const lengthMs = wanted.WarmUpPeriodDurationInMinutes * MINUTE_MS
  const before = previous?.WarmUpConfiguration
  if (before === undefined) return { ...rest, warmUpUntilMs: nowMs + lengthMs }
  if (until === undefined) return rest
  return { ...rest, warmUpUntilMs: until - before.WarmUpPeriodDurationInMinutes * MINUTE_MS + lengthMs }
}
