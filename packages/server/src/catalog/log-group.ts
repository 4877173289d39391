import type { Tenant } from '@atalaya/model'

/** What a log group is made for decides what may be done with it. It never changes. */
export type LogGroupClass = 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY'

/** A log group as the control state holds it. */
export interface LogGroup {
  /** Never given to another group or stream. */
  readonly id: number
  readonly tenant: Tenant
  readonly name: string
  readonly createdMs: number
  readonly logClass: LogGroupClass
  /** 0: events never expire. */
  readonly retentionDays: number
  readonly deletionProtected: boolean
  readonly tags: Readonly<Record<string, string>>
  /** Remembered and shown; encryption of files at rest is the operator's disk. */
  readonly kmsKeyId?: string
}

/** Everything about a new group that its creator may choose. */
export interface LogGroupOptions {
  readonly logClass?: LogGroupClass | undefined
  readonly deletionProtected?: boolean | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly kmsKeyId?: string | undefined
}

export interface LogStream {
  /** Never given to another group or stream. */
  readonly id: number
  readonly groupId: number
  readonly name: string
  readonly createdMs: number
}

/** What a stream tells about, as the last batch with an entity said: fields of its events by name, `@entity.KeyAttributes.Type`. */
export interface StreamEntity {
  readonly streamId: number
  readonly fields: Readonly<Record<string, string>>
}
