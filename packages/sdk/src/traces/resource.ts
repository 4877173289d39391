import type { DetectedResource } from '../resource/index.ts'
import type { Otel } from './otel.ts'

/** What is found out about a place by asking it, so that it is known later than the first spans. */
const FOUND_LATER = [
  'service.instance.id',
  'cloud.provider',
  'cloud.platform',
  'cloud.region',
  'cloud.account.id',
  'cloud.availability_zone',
  'host.id',
  'host.type',
  'host.image.id',
  'aws.ecs.task.arn',
  'aws.ecs.task.family',
  'aws.ecs.task.revision',
  'aws.ecs.cluster.arn',
  'aws.ecs.container.arn',
  'aws.ecs.launchtype',
  'container.id',
  'container.name',
] as const

/** The resource of all spans. The first export waits for what is found out later; spans do not. */
export function spanResource(
  detected: DetectedResource,
  newResource: Otel['newResource'],
): ReturnType<Otel['newResource']> {
  const later = FOUND_LATER.map((name) => [name, detected.ready.then(({ attributes }) => attributes[name])] as const)
  return newResource({ ...detected.current.attributes, ...Object.fromEntries(later) })
}
