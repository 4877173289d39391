import type { Tenant } from '@atalaya/model'

/** `arn:aws:logs:<region>:<account>:log-group:<name>`: the form for tagging and identifiers. */
export function groupArn(tenant: Tenant, name: string): string {
  return `arn:aws:logs:${tenant.region}:${tenant.accountId}:log-group:${name}`
}

/** The older form, with `:*` at its end, which stands for the group and its streams in policies. */
export function groupArnWithStreams(tenant: Tenant, name: string): string {
  return `${groupArn(tenant, name)}:*`
}

export function streamArn(tenant: Tenant, group: string, stream: string): string {
  return `${groupArn(tenant, group)}:log-stream:${stream}`
}

export interface GroupArn {
  readonly tenant: Tenant
  readonly name: string
}

const GROUP_ARN = /^arn:[\w-]+:logs:([\w-]*):(\d*):log-group:([.\-_/#A-Za-z0-9]{1,512})(?::\*)?$/

/** Takes the ARN of a log group apart, with or without `:*`; undefined when it is something else. */
export function parseGroupArn(arn: string): GroupArn | undefined {
  const match = GROUP_ARN.exec(arn)
  if (match === null) return undefined
  const [, region = '', accountId = '', name = ''] = match
  return { tenant: { accountId, region }, name }
}
