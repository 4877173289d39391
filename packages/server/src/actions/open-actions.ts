import { type Clock, HOUR_MS, SECOND_MS, type Tenant } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { LogCatalog } from '../catalog/log-catalog.ts'
import type { LogPipeline } from '../pipeline/log-pipeline.ts'
import { every, type Schedule } from '../schedules/every.ts'
import type { Log } from '../telemetry/log.ts'
import { AlarmIntents } from './alarm-intents.ts'
import { Automation } from './automation/automation.ts'
import { Mailer, type MailOptions } from './deliver/mail.ts'
import { Notifier } from './deliver/notify.ts'
import { writeLog } from './deliver/write-log.ts'
import { ApiDestinations } from './events/api-destinations.ts'
import { stateEvent } from './events/api-resources.ts'
import { ApiCaller } from './events/call-api.ts'
import { EventRouter } from './events/route-event.ts'
import { DEFAULT_BUS, EventRules } from './events/rules.ts'
import { makeScheduledEvents } from './events/scheduled-events.ts'
import type { Delivery, Outcome } from './outbox/delivery.ts'
import { Outbox } from './outbox/outbox.ts'
import { addressRule } from './sns/address-pattern.ts'
import { SnsSigning } from './sns/signing.ts'
import { SnsTopics } from './sns/topics.ts'

export interface ActionsOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly log: Log
  readonly catalog: LogCatalog
  readonly pipeline: LogPipeline
  readonly mail: MailOptions
  /** Addresses that may be subscribed, with `*`; none: every one. */
  readonly subscriptionUrls: readonly string[]
  /** Where receivers reach this server, without a slash at the end. */
  readonly publicUrl: () => string
}

/** Everything that carries things outside: topics, event buses, automation, and the outbox behind them. */
export interface OpenActions {
  readonly topics: SnsTopics
  readonly eventRules: EventRules
  readonly eventRouter: EventRouter
  readonly apiDestinations: ApiDestinations
  readonly automation: Automation
  readonly outbox: Outbox
  readonly signing: SnsSigning
  /** Whether an `http` or `https` address may be subscribed, or called as an API destination. */
  readonly isAllowedAddress: (address: string) => boolean
  /** Whether events of a tenant go anywhere. */
  wantsEvents(tenant: Tenant): boolean
  /** Begins to deliver. */
  start(): void
  /** Does at once what otherwise waits for its turn. For tests. */
  tick(): Promise<void>
  /** After the control state was wiped. */
  reset(): void
  close(): Promise<void>
}

/** Between two looks for what alarms want done: part of the time from a breach to its notification. */
const INTENTS_INTERVAL_MS = 250

export function openActions(options: ActionsOptions): OpenActions {
  const { control, clock, log, publicUrl } = options
  const now = (): number => clock.now()
  const automation = new Automation()
  const mailer = new Mailer(options.mail)
  const signing = new SnsSigning(control, clock)
  const outbox: Outbox = new Outbox({
    control,
    clock,
    log,
    send: (delivery, signal) => deliver(delivery, signal),
    onSettled: (delivery, outcome) => intents.settled(delivery, outcome),
    paceMs: ({ job, paceMs }) =>
      paceMs ?? (job.type === 'api' ? apiDestinations.paceMs(job.destinationArn) : undefined),
  })
  const isAllowedAddress = addressRule(options.subscriptionUrls)
  const topics = new SnsTopics({ control, clock, outbox })
  const eventRules = new EventRules(control, clock)
  const apiDestinations: ApiDestinations = new ApiDestinations({
    control,
    clock,
    commit: (drafts, changes) => outbox.commit(drafts, changes),
    announce: (tenant, ...change) => {
      const [, arn] = change
      return eventRouter.route(tenant, DEFAULT_BUS, stateEvent(tenant, ...change), arn)
    },
  })
  const eventRouter: EventRouter = new EventRouter({ rules: eventRules, topics, destinations: apiDestinations, now })
  const apiCaller = new ApiCaller({ destinations: apiDestinations, clock, isAllowedAddress })
  const notifier = new Notifier({ topics, signing, mailer, automation, isAllowedAddress, publicUrl, now })
  const intents: AlarmIntents = new AlarmIntents({ control, clock, outbox, topics, router: eventRouter, log })

  const deliver = async ({ job, tenant, attempts }: Delivery, signal: AbortSignal): Promise<Outcome> => {
    switch (job.type) {
      case 'notification':
        return await notifier.notify(job.subscriptionArn, job.message, attempts, signal)
      case 'confirmation':
        return await notifier.confirm(job.subscriptionArn, job.messageId, signal)
      case 'sms':
        return await notifier.sms(job.phoneNumber, job.text, attempts, signal)
      case 'log':
        return await writeLog(options, tenant, job)
      case 'automation':
        return await automation.run(job.name, { input: job.input }, attempts, signal)
      case 'api':
        return await apiCaller.call(job, signal)
      case 'authorization':
        return await apiCaller.authorize(job, attempts, signal)
    }
  }
  const takeIntents = (): Promise<void> => intents.take()
  const makeEvents = (): Promise<void> => makeScheduledEvents({ rules: eventRules, router: eventRouter, outbox, clock })
  let schedules: readonly Schedule[] = []

  return {
    topics,
    eventRules,
    eventRouter,
    apiDestinations,
    automation,
    outbox,
    signing,
    isAllowedAddress,
    wantsEvents: (tenant) => eventRules.hasRules(tenant),
    start: () => {
      outbox.start()
      schedules = [
        every(INTENTS_INTERVAL_MS, 'taking up the actions of alarms', takeIntents, log),
        every(SECOND_MS, 'making scheduled events', makeEvents, log),
        every(HOUR_MS, 'forgetting old dead letters', () => outbox.expire(), log),
      ]
    },
    tick: async () => {
      await takeIntents()
      await makeEvents()
      await outbox.settled()
    },
    reset: () => {
      outbox.reset()
      apiCaller.reset()
    },
    close: async () => {
      await Promise.all(schedules.map((schedule) => schedule.stop()))
      await outbox.close()
      mailer.close()
    },
  }
}
