import { readFileSync } from 'node:fs'
import { readAlarmTest, readDefinitions, type StateChange, simulate } from '@atalaya/server'

export interface AlarmRunOptions {
  /**
   * The alarms: objects or text (JSON, YAML of CloudFormation) as the AWS CLI, CloudFormation or Terraform have them; a list of
   * several.
   */
  readonly alarms: object | string | readonly (object | string)[]
  /**
   * Lines `data NAMESPACE METRIC [NAME=VALUE...] [every 1m]: 1 2 - 5x10`, or `... from FILE` with what the AWS CLI has printed; for
   * alarms on PromQL queries `vector ALARM [NAME=VALUE...] [every 1m]: 1 1 - 1x5`; if wanted `start` and `until`.
   */
  readonly data: string
}

/** What alarms did with the data: every change of state in order of time. */
export interface AlarmRun {
  readonly changes: readonly StateChange[]
}

/**
 * Lets alarms live through datapoints on a virtual clock, with the rules of CloudWatch.
 *
 * @throws {Error} when data or definitions cannot be read, or CloudWatch would refuse an alarm
 */
export async function runAlarms({ alarms, data }: AlarmRunOptions): Promise<AlarmRun> {
  const given: readonly (object | string)[] = Array.isArray(alarms)
    ? (alarms as readonly (object | string)[])
    : [alarms]
  const definitions = given.flatMap((one) => readDefinitions(typeof one === 'string' ? one : JSON.stringify(one)))
  // The notation names files of definitions; here they are given as values.
  const { startMs, endMs, series, vectors } = readAlarmTest(`alarm given\n${data}`, (file) =>
    readFileSync(file, 'utf8'),
  )
  return { changes: await simulate({ alarms: definitions, series, vectors, startMs, endMs }) }
}
