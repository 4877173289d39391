/*
 * Dashboards and alarms from folders: each file is put by the operation that everybody uses, so that it is validated alike. Removing
 * a file removes nothing.
 */
import type { AwsEndpoint } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { childrenFirst } from '../alarms/children-first.ts'
import { resolveTemplate } from '../alarms/simulation/cloud-formation.ts'
import { readDefinitions } from '../alarms/simulation/definitions.ts'
import type { Log } from '../telemetry/log.ts'
import type { ChangedFile } from './file-watch.ts'

export type Call = (operation: string, input: unknown) => Promise<void>

/** Where what is in files goes. */
export interface FileTarget {
  readonly call: Call
  readonly tenant: Tenant
  readonly log: Log
}

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

/** Puts the dashboard that a file is, named as the file, or those of the CloudFormation template that it is. */
export async function putDashboards(files: readonly ChangedFile[], { call, tenant, log }: FileTarget): Promise<void> {
  for (const { name, path, text } of files) {
    await putOne(path, log, async () => {
      for (const input of dashboardsIn(name, text, tenant)) await call('PutDashboard', input)
    })
  }
}

function dashboardsIn(name: string, text: string, tenant: Tenant): readonly unknown[] {
  const template = templateIn(text)
  if (template === undefined) return [{ DashboardName: name, DashboardBody: text }]
  return resolveTemplate(template, ['AWS::CloudWatch::Dashboard'], tenant).map(({ id, properties }) => {
    return { DashboardName: id, ...properties }
  })
}

/** What is no JSON is not for us to refuse. */
function templateIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return has(value, 'Resources') ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/**
 * Puts the alarms of files: each holds the input of `PutMetricAlarm`, `PutLogAlarm` or `PutCompositeAlarm` as the AWS CLI takes
 * it with `--cli-input-json`, or a list of them, or is a CloudFormation template. What composite alarms watch comes
 * before them.
 */
export async function putAlarms(files: readonly ChangedFile[], { call, tenant, log }: FileTarget): Promise<void> {
  const alarms = files.flatMap(({ path, text }) => {
    try {
      const value: unknown = JSON.parse(text)
      const inputs = has(value, 'Resources') ? readDefinitions(text, tenant).map(({ input }) => input) : value
      return (Array.isArray(inputs) ? inputs : [inputs]).map((input: unknown) => ({ path, input }))
    } catch (error) {
      log.error(`${path} could not be loaded`, { error })
      return []
    }
  })
  for (const { path, input } of childrenFirst(alarms, definitionIn)) {
    const operation = has(input, 'AlarmRule')
      ? 'PutCompositeAlarm'
      : has(input, 'ScheduledQueryConfiguration')
        ? 'PutLogAlarm'
        : 'PutMetricAlarm'
    await putOne(path, log, () => call(operation, input))
  }
}

function definitionIn({ input }: { readonly input: unknown }): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>) : {}
}

async function putOne(path: string, log: Log, put: () => Promise<void>): Promise<void> {
  try {
    await put()
    log.info(`${path} loaded`)
  } catch (error) {
    log.error(`${path} could not be loaded`, { error })
  }
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
