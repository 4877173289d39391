import type { Clock } from '@atalaya/model'
import type { ApiDestinations } from '../../actions/events/api-destinations.ts'
import type { EventRouter } from '../../actions/events/route-event.ts'
import type { EventRules } from '../../actions/events/rules.ts'
import type { Outbox } from '../../actions/outbox/outbox.ts'

/** What the operations of EventBridge need. */
export interface EventsDeps {
  readonly eventRules: EventRules
  readonly eventRouter: EventRouter
  readonly apiDestinations: ApiDestinations
  readonly outbox: Outbox
  /** Whether an API destination may have an address. */
  readonly isAllowedAddress: (address: string) => boolean
  readonly clock: Clock
}
