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
  const [container, task] = await Promise.all([read(send, base, timeoutMs), read(send, `${base}/task`, timeoutMs)])
  const taskArn = text(task.TaskARN)
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
      'aws.ecs.cluster.arn': text(task.Cluster),
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
  return JSON.parse(answer.body) as Readonly<Record<string, unknown>>
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
