/*
 * What connections and API destinations have in common: their ARNs and the events that tell of their states.
 */
import { randomUUID } from 'node:crypto'
import type { Tenant } from '@atalaya/model'
import type { Draft } from '../outbox/delivery.ts'
import type { BusEvent } from './route-event.ts'

/** What a change of a resource leads to, by the rules of the default bus. */
export type Announce = (
  tenant: Tenant,
  detailType: string,
  arn: string,
  detail: Readonly<Record<string, string>>,
  nowMs: number,
) => readonly Draft[]

const ARN = /^arn:aws[\w-]*:events:([a-z0-9-]+):(\d{12}):(connection|api-destination)\/([\w.-]+)\/[\w-]+$/

/** Undefined for anything but the ARN of such a resource. */
export function parseResourceArn(
  arn: string,
  kind: 'connection' | 'api-destination',
): { readonly tenant: Tenant; readonly name: string } | undefined {
  const [, region, accountId, found, name] = ARN.exec(arn) ?? []
  if (region === undefined || accountId === undefined || name === undefined || found !== kind) return undefined
  return { tenant: { accountId, region }, name }
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/event-reference.html#event-detail-connection-state */
export function stateEvent({ accountId, region }: Tenant, ...rest: Tail<Parameters<Announce>>): BusEvent {
  const [detailType, arn, detail, nowMs] = rest
  const time = new Date(nowMs).toISOString()
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.events',
    account: accountId,
    time: `${time.slice(0, 19)}Z`,
    region,
    resources: [arn],
    // As AWS writes it there.
    detail: { ...detail, Timestamp: `${time.slice(0, 10)} ${time.slice(11, 19)} +0000 UTC` },
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never
