import { randomUUID } from 'node:crypto'
import { AwsError, type InputOf, type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { BusEvent } from '../../actions/events/route-event.ts'
import { DEFAULT_BUS } from '../../actions/events/rules.ts'
import { matches } from '../../actions/patterns/match-pattern.ts'
import { parsePatternText } from '../../actions/patterns/parse-pattern.ts'
import type { EventsDeps } from './deps.ts'
import { busNamed, invalid } from './find.ts'
import { checkPattern } from './rules.ts'

type Entry = InputOf<'events', 'PutEvents'>['Entries'][number]

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MAX_BYTES = 1024 * 1024
/** What a time counts in the size of an entry. */
const TIME_BYTES = 14

/**
 * Hands events to buses. When it is answered, what they lead to is on disk.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const putEvents: Operation<EventsDeps> = operation(
  'events',
  'PutEvents',
  async (input, deps: EventsDeps, { tenant }) => {
    const { eventRules, eventRouter, outbox, clock } = deps
    if (input.Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > MAX_BYTES) {
      throw invalid('Total size of the entries in the request is over the limit.')
    }
    const nowMs = clock.now()
    const results = input.Entries.map((entry) => {
      const problem = entryProblem(entry)
      if (problem !== undefined) return { problem, drafts: [] }
      const bus = busNamed(eventRules, tenant, entry.EventBusName ?? DEFAULT_BUS)
      if (bus === undefined)
        return { problem: { code: 'ResourceNotFoundException', message: 'Event bus does not exist.' }, drafts: [] }
      const event = eventOf(entry, tenant, nowMs)
      return { event, drafts: eventRouter.route(tenant, bus.name, event) }
    })
    const drafts = results.flatMap((result) => result.drafts)
    if (outbox.isFull(drafts.length))
      throw new AwsError('ThrottlingException', 'Too many deliveries are waiting. Try again later.')
    await outbox.commit(drafts)
    return {
      FailedEntryCount: results.filter(({ problem }) => problem !== undefined).length,
      Entries: results.map(({ event, problem }) =>
        problem === undefined ? { EventId: event?.id } : { ErrorCode: problem.code, ErrorMessage: problem.message },
      ),
    }
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export const testEventPattern: Operation<EventsDeps> = operation('events', 'TestEventPattern', async (input) => {
  checkPattern(input.EventPattern)
  const event = parseObject(input.Event)
  if (event === undefined) throw invalid('Parameter Event is not valid.')
  const missing = MANDATORY.find((name) => !Object.hasOwn(event, name))
  if (missing !== undefined) throw invalid(`Parameter Event is not valid. Reason: ${missing} is missing.`)
  return { Result: matches(parsePatternText(input.EventPattern), event) }
})

const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']

interface Problem {
  readonly code: string
  readonly message: string
}

function entryProblem({ Source, DetailType, Detail }: Entry): Problem | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value === undefined || value === '') {
      return {
        code: 'InvalidArgument',
        message: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      }
    }
  }
  if (Source?.startsWith('aws.') === true) {
    return { code: 'NotAuthorizedForSourceException', message: 'Not authorized for the source.' }
  }
  return parseObject(Detail ?? '') === undefined
    ? { code: 'MalformedDetail', message: 'Detail is malformed.' }
    : undefined
}

function eventOf(entry: Entry, tenant: Tenant, nowMs: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: tenant.accountId,
    time: `${new Date(entry.Time ?? nowMs).toISOString().slice(0, 19)}Z`,
    region: tenant.region,
    resources: entry.Resources ?? [],
    detail: parseObject(entry.Detail ?? ''),
  }
}

function bytesOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES)
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
