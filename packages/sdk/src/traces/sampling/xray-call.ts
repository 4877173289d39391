import { AwsClient, type AwsOptions } from '../../aws/aws-client.ts'
import { reasonOf, type Send, sendByFetch } from '../../output/send.ts'
import type { Endpoint } from '../export/xray/daemon-address.ts'
import type { CallXRay } from './xray-poller.ts'

/** @see https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html#API_GetSamplingTargets_RequestSyntax */
const PATHS = { GetSamplingRules: 'GetSamplingRules', GetSamplingTargets: 'SamplingTargets' } as const

/** Asks X-Ray itself, signed. */
export function callXRay(options: AwsOptions): CallXRay {
  const client = new AwsClient('xray', options)
  return (operation, input) => client.attempt(PATHS[operation], input)
}

const TIMEOUT_MS = 5_000

/**
 * Asks through the X-Ray daemon, which signs for us.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html
 */
export function callDaemon({ host, port }: Endpoint, send: Send = sendByFetch): CallXRay {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return async (operation, body) => {
    const url = `http://${address}/${PATHS[operation]}`
    try {
      const answer = await send(
        { method: 'POST', url, headers: { 'content-type': 'application/json' }, body },
        TIMEOUT_MS,
      )
      if (answer.status === 200) return { kind: 'done', answer }
      return { kind: 'passing', reason: `status ${answer.status} of the daemon at ${address}` }
    } catch (error) {
      return { kind: 'passing', reason: `the daemon at ${address} cannot be reached: ${reasonOf(error)}` }
    }
  }
}
