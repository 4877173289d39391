import { AwsError } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { DEFAULT_BUS, type EventBus, type EventRule, type EventRules } from '../../actions/events/rules.ts'

/** The bus that a request names by name or ARN; the default one when it names none. @throws {AwsError} */
export function findBus(rules: EventRules, tenant: Tenant, nameOrArn: string = DEFAULT_BUS): EventBus {
  const bus = busNamed(rules, tenant, nameOrArn)
  if (bus === undefined) throw noSuchBus(nameOrArn)
  return bus
}

/** Undefined when there is none, or it is somebody else's. */
export function busNamed(rules: EventRules, tenant: Tenant, nameOrArn: string): EventBus | undefined {
  const [, region, accountId, name] =
    /^arn:aws[\w-]*:events:([a-z0-9-]+):(\d{12}):event-bus\/(.+)$/.exec(nameOrArn) ?? []
  if (name === undefined) return rules.bus(tenant, nameOrArn)
  return region === tenant.region && accountId === tenant.accountId ? rules.bus(tenant, name) : undefined
}

/** @throws {AwsError} ResourceNotFoundException */
export function findRule(rules: EventRules, tenant: Tenant, name: string, busNameOrArn: string | undefined): EventRule {
  const bus = findBus(rules, tenant, busNameOrArn)
  const rule = rules.rule(tenant, bus.name, name)
  if (rule === undefined) throw noSuchRule(name, bus.name)
  return rule
}

export function noSuchRule(name: string, bus: string): AwsError {
  return notFound(`Rule ${name} does not exist on EventBus ${bus}.`)
}

export function noSuchBus(name: string): AwsError {
  return notFound(`Event bus ${name} does not exist.`)
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message)
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
