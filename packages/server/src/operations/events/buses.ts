import { AwsError, type Operation, operation } from '@atalaya/aws'
import { DEFAULT_BUS, type EventBus } from '../../actions/events/rules.ts'
import type { EventsDeps } from './deps.ts'
import { findBus, invalid } from './find.ts'
import { pageOf } from './pages.ts'
import { checkTags, toTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus: Operation<EventsDeps> = operation(
  'events',
  'CreateEventBus',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const { Name: name, Description: description } = input
    if (name.includes('/'))
      throw invalid('Parameter Name is not valid. Reason: there are no partner event sources here.')
    const tags = toTags(input.Tags ?? [])
    checkTags(tags)
    const options = { tags, ...(description === undefined ? {} : { description }) }
    const bus = await eventRules.createBus(tenant, name, options)
    if (bus === undefined) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`)
    return { EventBusArn: bus.arn, Description: bus.description }
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
  async (input, { eventRules }: EventsDeps, { tenant }) => shown(findBus(eventRules, tenant, input.Name)),
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

function shown({ name, arn, description, createdMs }: EventBus) {
  return { Name: name, Arn: arn, Description: description, CreationTime: createdMs, LastModifiedTime: createdMs }
}
