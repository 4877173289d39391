/*
 * Dashboards and alarms from folders: each file is put by the operation that everybody uses, so that it is validated alike. Removing
 * a file removes nothing.
 */
import type { AwsEndpoint } from '@atalaya/aws'
import type { Log } from '../telemetry/log.ts'
import type { ChangedFile } from './file-watch.ts'

export type Call = (operation: string, input: unknown) => Promise<void>

const TARGET = 'GraniteServiceVersion20100801'

/** Calls operations of CloudWatch in this process. @throws {Error} with the message of a refusal */
export function callerOf(endpoint: AwsEndpoint): Call {
  return async (operation, input) => {
    const request = {
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${TARGET}.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    }
    const { status, body } = await endpoint.handle(request, new AbortController().signal)
    if (status === 200) return
    const text = typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : ''
    throw new Error(messageOf(text))
  }
}

/** Puts a dashboard for each file, named as the file. */
export async function putDashboards(files: readonly ChangedFile[], call: Call, log: Log): Promise<void> {
  for (const { name, path, text } of files) {
    await putOne(path, log, () => call('PutDashboard', { DashboardName: name, DashboardBody: text }))
  }
}

/**
 * Puts the alarms of files: each holds the input of `PutMetricAlarm`, `PutLogAlarm` or `PutCompositeAlarm` as the AWS CLI takes
 * it with `--cli-input-json`, or a list of them. Composite alarms come last, because what they watch must be there.
 */
export async function putAlarms(files: readonly ChangedFile[], call: Call, log: Log): Promise<void> {
  const alarms = files.flatMap(({ path, text }) => {
    try {
      const value: unknown = JSON.parse(text)
      return (Array.isArray(value) ? value : [value]).map((input: unknown) => ({ path, input }))
    } catch (error) {
      log.error(`${path} could not be loaded`, { error })
      return []
    }
  })
  for (const { path, input } of alarms.filter((alarm) => !isComposite(alarm.input))) {
    const operation = has(input, 'ScheduledQueryConfiguration') ? 'PutLogAlarm' : 'PutMetricAlarm'
    await putOne(path, log, () => call(operation, input))
  }
  for (const { path, input } of alarms.filter((alarm) => isComposite(alarm.input))) {
    await putOne(path, log, () => call('PutCompositeAlarm', input))
  }
}

async function putOne(path: string, log: Log, put: () => Promise<void>): Promise<void> {
  try {
    await put()
    log.info(`${path} loaded`)
  } catch (error) {
    log.error(`${path} could not be loaded`, { error })
  }
}

function isComposite(input: unknown): boolean {
  return has(input, 'AlarmRule')
}

function has(input: unknown, member: string): boolean {
  return typeof input === 'object' && input !== null && member in input
}

function messageOf(text: string): string {
  try {
    const { message, Message } = JSON.parse(text) as { readonly message?: string; readonly Message?: string }
    return message ?? Message ?? text
  } catch {
    return text
  }
}
