import type { Send } from '../output/send.ts'
import type { Finding } from './resource.ts'

/**
 * An ECS task, from the task metadata endpoint version 4.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 */
export async function ofEcs(
  env: Readonly<Record<string, string | undefined>>,
  send: Send,
  timeoutMs: number,
): Promise<Finding | undefined> {
  const base = env.ECS_CONTAINER_METADATA_URI_V4
  if (!base) return undefined
  // Either may be missing: what the other says still counts.
  const [container, task] = await Promise.all(
    [base, `${base}/task`].map((url) => read(send, url, timeoutMs).catch(() => NOTHING)),
  )
  if (container === undefined || task === undefined || (container === NOTHING && task === NOTHING)) return undefined
  const taskArn = text(task.TaskARN) ?? text(member(container.Labels, 'com.amazonaws.ecs.task-arn'))
  // arn:aws:ecs:region:account:task/cluster/id
  const [, , , region, account] = (taskArn ?? '').split(':')
  return {
    platform: 'aws_ecs',
    instanceId: taskArn?.split('/').at(-1),
    attributes: {
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_ecs',
      'cloud.region': region,
      'cloud.account.id': account,
      'cloud.availability_zone': text(task.AvailabilityZone),
      'aws.ecs.task.arn': taskArn,
      'aws.ecs.task.family': text(task.Family),
      'aws.ecs.task.revision': text(task.Revision),
      'aws.ecs.cluster.arn': clusterArn(text(task.Cluster), region, account),
      'aws.ecs.container.arn': text(container.ContainerARN),
      'aws.ecs.launchtype': text(task.LaunchType)?.toLowerCase(),
      'container.id': text(container.DockerId),
      'container.name': text(container.DockerName),
    },
  }
}

async function read(send: Send, url: string, timeoutMs: number): Promise<Readonly<Record<string, unknown>>> {
  const answer = await send({ method: 'GET', url, headers: {} }, timeoutMs)
  if (answer.status !== 200) throw new Error(`${url}: status ${answer.status}`)
  const value: unknown = JSON.parse(answer.body)
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord ? (value as Readonly<Record<string, unknown>>) : NOTHING
}

const NOTHING: Readonly<Record<string, unknown>> = {}

/** The endpoint says the name of the cluster or its ARN. */
function clusterArn(
  cluster: string | undefined,
  region: string | undefined,
  account: string | undefined,
): string | undefined {
  if (cluster === undefined || cluster.startsWith('arn:')) return cluster
  return region && account ? `arn:aws:ecs:${region}:${account}:cluster/${cluster}` : undefined
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
