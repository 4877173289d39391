import type { Clock } from '@atalaya/model'
import type { EventRouter } from '../../actions/events/route-event.ts'
import type { EventRules } from '../../actions/events/rules.ts'
import type { Outbox } from '../../actions/outbox/outbox.ts'

/** What the operations of EventBridge need. */
export interface EventsDeps {
  readonly eventRules: EventRules
  readonly eventRouter: EventRouter
  readonly outbox: Outbox
  readonly clock: Clock
}
