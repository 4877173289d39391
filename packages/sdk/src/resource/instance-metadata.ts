import type { Send } from '../output/send.ts'

/** Reads one entry below `/latest/meta-data/`, or undefined when there is none. */
export type InstanceMetadata = (path: string) => Promise<string | undefined>

/**
 * The metadata service of an EC2 instance, version 2: a token first, then questions with it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 * @throws when there is no such service here
 */
export async function instanceMetadata(
  send: Send,
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs = 500,
): Promise<InstanceMetadata> {
  const base = env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254'
  const root = base.replace(/\/$/, '')
  const token = await send(
    {
      method: 'PUT',
      url: `${root}/latest/api/token`,
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
    },
    timeoutMs,
  )
  if (token.status !== 200) throw new Error(`the instance metadata service: status ${token.status}`)
  return async (path) => {
    const headers = { 'x-aws-ec2-metadata-token': token.body }
    const answer = await send({ method: 'GET', url: `${root}/latest/meta-data/${path}`, headers }, timeoutMs)
    return answer.status === 200 ? answer.body : undefined
  }
}
