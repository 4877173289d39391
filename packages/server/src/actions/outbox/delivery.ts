import type { Tenant } from '@atalaya/model'
import type { SnsMessage } from '../sns/message.ts'

/** Something that has to be brought to somebody outside, at least once. One document of the control state. */
export interface Delivery {
  /** Key of its document. Ids sort in the order in which the deliveries were made. */
  readonly id: string
  readonly tenant: Tenant
  /** Deliveries of one lane go one after the other, in order of id; those of different lanes do not wait for each other. */
  readonly lane: string
  /** Who receives it, as far as receivers can be busy or down together: `https://example.com`, `mail`. */
  readonly target: string
  readonly cause: Cause
  readonly job: Job
  readonly createdMs: number
  /** Attempts that failed so far. */
  readonly attempts: number
  readonly nextAttemptMs: number
  /** Of the last attempt. */
  readonly error?: string
  /** Bounds of its own, narrower than those of all. */
  readonly retry?: RetryBounds
  /** Least milliseconds from one attempt to the next at the receiver. */
  readonly paceMs?: number
}

/** How long a delivery is tried. */
export interface RetryBounds {
  readonly maxAttempts: number
  /** From when it was made to the last attempt. */
  readonly maxAgeMs: number
  /** After the first failure, the second and so on; absent: the outbox's own. */
  readonly pausesMs?: readonly number[]
}

/** Why there is something to deliver. */
export type Cause =
  | {
      readonly kind: 'alarm'
      readonly alarmArn: string
      readonly action: string
      /** Document of the alarm's intent, whose outcome the alarm's history tells. */
      readonly intent?: unknown
    }
  | { readonly kind: 'message'; readonly topicArn: string; readonly messageId: string }
  | { readonly kind: 'subscription'; readonly topicArn: string }
  | { readonly kind: 'event'; readonly ruleArn: string; readonly eventId: string }
  | { readonly kind: 'connection'; readonly connectionArn: string }

/** What to do. */
export type Job =
  /** Bring a message to a subscription. */
  | { readonly type: 'notification'; readonly subscriptionArn: string; readonly message: SnsMessage }
  /** Ask the endpoint of a subscription whether it wants to be one. */
  | { readonly type: 'confirmation'; readonly subscriptionArn: string; readonly messageId: string }
  | { readonly type: 'sms'; readonly phoneNumber: string; readonly text: string }
  /** Write one log event. */
  | {
      readonly type: 'log'
      readonly groupName: string
      readonly streamName: string
      readonly timeMs: number
      readonly message: string
    }
  /** What the operator has mapped `name` to, an ARN as a rule; `input` is JSON text. */
  | { readonly type: 'automation'; readonly name: string; readonly input: string }
  /** Call an API destination. */
  | {
      readonly type: 'api'
      readonly destinationArn: string
      readonly body: string
      readonly parameters: TargetParameters
    }
  /** Find out whether a connection is let in. `revision`: of its credentials. */
  | { readonly type: 'authorization'; readonly connectionArn: string; readonly revision: string }

/** What a target adds to the request of an API destination, with the values of the event filled in. */
export interface TargetParameters {
  /** What the `*` of the address stand for, in order. */
  readonly path: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/** A delivery that has not got its id yet. */
export type Draft = Pick<Delivery, 'tenant' | 'lane' | 'target' | 'cause' | 'job' | 'retry' | 'paceMs'>

/** How an attempt ended. `permanent`: trying again would not help. `pauseMs`: the receiver wants to be left alone so long. */
export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly permanent: boolean; readonly pauseMs?: number | undefined }
