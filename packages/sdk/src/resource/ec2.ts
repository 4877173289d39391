import type { Send } from '../output/send.ts'
import { instanceMetadata } from './instance-metadata.ts'
import type { Finding } from './resource.ts'

/**
 * An EC2 instance, by its metadata service, version 2.
 *
 * Only where the firmware says that this is one: elsewhere the address of the service may answer after a long time or belong
 * to somebody else.
 */
export async function ofInstance(
  env: Readonly<Record<string, string | undefined>>,
  send: Send,
  timeoutMs: number,
  readFile: (path: string) => string | undefined,
): Promise<Finding | undefined> {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined
  if (!env.AWS_EC2_METADATA_SERVICE_ENDPOINT && !isInstance(readFile)) return undefined
  const metadata = await instanceMetadata(send, env, timeoutMs)
  const [instanceId, instanceType, zone, region, imageId] = await Promise.all(
    ['instance-id', 'instance-type', 'placement/availability-zone', 'placement/region', 'ami-id'].map((path) =>
      metadata(path).catch(() => undefined),
    ),
  )
  if (instanceId === undefined) return undefined
  return {
    platform: 'aws_ec2',
    instanceId,
    attributes: {
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_ec2',
      'cloud.region': region,
      'cloud.availability_zone': zone,
      'host.id': instanceId,
      'host.type': instanceType,
      'host.image.id': imageId,
    },
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html */
function isInstance(readFile: (path: string) => string | undefined): boolean {
  const vendor = readFile('/sys/devices/virtual/dmi/id/board_vendor')?.trim()
  if (vendor === 'Amazon EC2') return true
  const uuid = readFile('/sys/hypervisor/uuid')?.trim().toLowerCase()
  return uuid?.startsWith('ec2') === true
}
