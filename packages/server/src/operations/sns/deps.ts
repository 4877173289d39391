import type { Clock } from '@atalaya/model'
import type { Automation } from '../../actions/automation/automation.ts'
import type { Outbox } from '../../actions/outbox/outbox.ts'
import type { SnsTopics } from '../../actions/sns/topics.ts'

/** What the operations of SNS need. */
export interface SnsDeps {
  readonly topics: SnsTopics
  readonly outbox: Outbox
  readonly automation: Automation
  readonly clock: Clock
  /** Whether an `http` or `https` address may be subscribed. */
  readonly isAllowedAddress: (address: string) => boolean
}
