import { AwsError, type Operation, operation } from '@atalaya/aws'
import { type BusSettings, DEFAULT_BUS, type EventBus } from '../../actions/events/rules.ts'
import { checkDeadLetters } from './dead-letters.ts'
import type { EventsDeps } from './deps.ts'
import { findBus, invalid, noSuchBus } from './find.ts'
import { pageOf } from './pages.ts'
import { checkTags, toTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus: Operation<EventsDeps> = operation(
  'events',
  'CreateEventBus',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const { Name: name } = input
    if (name.includes('/'))
      throw invalid('Parameter Name is not valid. Reason: there are no partner event sources here.')
    const tags = toTags(input.Tags ?? [])
    checkTags(tags)
    checkDeadLetters(input.DeadLetterConfig, tenant)
    const bus = await eventRules.createBus(tenant, name, { tags, settings: settingsOf(input) })
    if (bus === undefined) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`)
    return { EventBusArn: bus.arn, ...bus.settings }
  },
)

/** Deleting what is not there is no error. */
export const deleteEventBus: Operation<EventsDeps> = operation(
  'events',
  'DeleteEventBus',
  async ({ Name: name }, { eventRules }: EventsDeps, { tenant }) => {
    if (name === DEFAULT_BUS) throw invalid('Cannot delete event bus default.')
    if (!(await eventRules.deleteBus(tenant, name)))
      throw invalid(`Event bus ${name} can't be deleted since it has rules.`)
    return {}
  },
)

export const describeEventBus: Operation<EventsDeps> = operation(
  'events',
  'DescribeEventBus',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const bus = findBus(eventRules, tenant, input.Name)
    return { ...shown(bus), ...bus.settings }
  },
)

/** What is not given stays: our choice. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html */
export const updateEventBus: Operation<EventsDeps> = operation(
  'events',
  'UpdateEventBus',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const { Name: name = DEFAULT_BUS } = input
    checkDeadLetters(input.DeadLetterConfig, tenant)
    const bus = await eventRules.updateBus(tenant, name, (old) => {
      return { ...old, settings: { ...old.settings, ...settingsOf(input) } }
    })
    if (bus === undefined) throw noSuchBus(name)
    return { Arn: bus.arn, Name: bus.name, ...bus.settings }
  },
)

export const listEventBuses: Operation<EventsDeps> = operation(
  'events',
  'ListEventBuses',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const buses = eventRules.buses(tenant).filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
    const { shown: page, NextToken } = pageOf(buses, ({ name }) => name, input)
    return { EventBuses: page.map(shown), NextToken }
  },
)

function settingsOf({ Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig }: BusSettings): BusSettings {
  const given = Object.entries({ Description, KmsKeyIdentifier, DeadLetterConfig, LogConfig })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

function shown({ name, arn, settings, policy, createdMs, modifiedMs = createdMs }: EventBus) {
  return {
    Name: name,
    Arn: arn,
    Description: settings.Description,
    Policy: policy,
    CreationTime: createdMs,
    LastModifiedTime: modifiedMs,
  }
}
