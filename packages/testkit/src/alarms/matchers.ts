import { differences, readAlarmTest, timelineOf } from '@atalaya/server'
import type { AlarmRun } from './run-alarms.ts'

export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** A type and not an interface: `expect.extend` takes objects of any matchers. */
export type AlarmMatchers = {
  /** The alarm changes its state at exactly these times: `'+1m OK, +5m ALARM'`; `'nothing'` for never. */
  readonly toGoThrough: (run: AlarmRun, alarm: string, timeline: string) => MatcherResult
  /** The alarm is in ALARM at least once. */
  readonly toRaise: (run: AlarmRun, alarm: string) => MatcherResult
}

/** For `expect.extend(alarmMatchers)` of vitest and Jest. */
export const alarmMatchers: AlarmMatchers = {
  toGoThrough: (run, alarm, timeline) => {
    const { expected } = readAlarmTest(`alarm given\nexpect "${alarm}": ${timeline}`)
    const [difference] = differences(run.changes, expected)
    return {
      pass: difference === undefined,
      message: () =>
        difference === undefined ? `${alarm} goes through ${timeline}` : withReasons(run, alarm, difference),
    }
  },
  toRaise: (run, alarm) => {
    const pass = run.changes.some((change) => change.alarm === alarm && change.to === 'ALARM')
    const actual = timelineOf(run.changes, alarm) || 'nothing'
    return { pass, message: () => `${alarm} ${pass ? 'goes' : 'never goes'} to ALARM: ${actual}` }
  },
}

function withReasons({ changes }: AlarmRun, alarm: string, difference: string): string {
  const reasons = changes.filter((change) => change.alarm === alarm).map(({ to, reason }) => `  ${to}: ${reason}`)
  return [difference, ...reasons].join('\n')
}
