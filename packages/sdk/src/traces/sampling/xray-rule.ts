import type { TraceStart } from './decide.ts'
import { fitsWildcard } from './wildcard.ts'

/**
 * A sampling rule of X-Ray, as `GetSamplingRules` gives it.
 *
 * @see https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
 */
export interface XRayRule {
  readonly RuleName: string
  /** 1 to 9,999; the lowest counts first. */
  readonly Priority: number
  /** 0 to 1. */
  readonly FixedRate: number
  /** Traces a second over all clients. */
  readonly ReservoirSize: number
  readonly ServiceName: string
  readonly ServiceType: string
  readonly Host: string
  readonly HTTPMethod: string
  readonly URLPath: string
  readonly ResourceARN: string
  readonly Attributes?: Readonly<Record<string, string>> | null | undefined
}

/** What does not change while a service runs. */
export interface XRayService {
  readonly name: string
  /** `AWS::ECS::Container` and its kin; empty elsewhere. */
  readonly type: string
}

/** What X-Ray does when nobody says otherwise: the first trace of each second, and 5 % of the rest. */
export const DEFAULT_RULE: XRayRule = {
  RuleName: 'Default',
  Priority: 10_000,
  FixedRate: 0.05,
  ReservoirSize: 1,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  ResourceARN: '*',
}

/** In the order in which they are asked: lowest priority number first, then by name. */
export function inOrder(rules: readonly XRayRule[]): readonly XRayRule[] {
  return rules.toSorted(
    (one, other) =>
      one.Priority - other.Priority || (one.RuleName < other.RuleName ? -1 : one.RuleName > other.RuleName ? 1 : 0),
  )
}

/**
 * Whether a rule is about this trace. What is not known, such as the path of work that is no request, fits `*` only.
 *
 * Attributes are those a span has when it begins. Ours have none then, so a rule with attributes fits nothing.
 */
export function fitsRule(rule: XRayRule, service: XRayService, { method, path, host }: TraceStart): boolean {
  return (
    Object.keys(rule.Attributes ?? {}).length === 0 &&
    fitsWildcard(rule.ServiceName, service.name) &&
    fitsWildcard(rule.ServiceType, service.type) &&
    fitsWildcard(rule.Host, host ?? '') &&
    fitsWildcard(rule.HTTPMethod, method ?? '') &&
    fitsWildcard(rule.URLPath, path ?? '') &&
    fitsWildcard(rule.ResourceARN, '')
  )
}
