import type { Tenant } from '@atalaya/model'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'

/** Documents of the control store that alarms are made of. */
export const ALARM = 'alarm'
export const ALARM_STATE = 'alarm-state'
export const ALARM_HISTORY = 'alarm-history'
export const MUTE_RULE = 'alarm-mute-rule'
export const MONITORING_TAGS = 'monitoring-tags'

export function alarmKey(tenant: Tenant, name: string): string {
  return tenantPrefix(tenant) + name
}

export function alarmArn({ accountId, region }: Tenant, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`
}

export function muteRuleArn({ accountId, region }: Tenant, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm-mute-rule:${name}`
}

/** The name in an ARN or a bare name; undefined for an ARN of another tenant or of something that is no alarm. */
export function alarmNameOf(tenant: Tenant, nameOrArn: string): string | undefined {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn
  const prefix = alarmArn(tenant, '')
  return nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : undefined
}
