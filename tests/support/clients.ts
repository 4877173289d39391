import { randomInt } from 'node:crypto'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SNSClient } from '@aws-sdk/client-sns'
import { STSClient } from '@aws-sdk/client-sts'
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols'
import { inject } from 'vitest'

export const REGION = 'us-east-1'

/** The three ways AWS clients encode CloudWatch requests. */
export const CLOUDWATCH_PROTOCOLS = ['json', 'query', 'cbor'] as const
export type CloudWatchProtocol = (typeof CLOUDWATCH_PROTOCOLS)[number]

/**
 * Typed clients of one account of its own. The server takes a 12-digit access key for the account, so that files which share
 * the server never see each other's data.
 */
export class Account {
  readonly id: string
  readonly url: string
  readonly region: string

  constructor(options: { readonly id?: string; readonly url?: string; readonly region?: string } = {}) {
    this.id = options.id ?? String(randomInt(100_000_000_000, 999_999_999_999))
    this.url = options.url ?? inject('serverUrl')
    this.region = options.region ?? REGION
  }

  get credentials(): { readonly accessKeyId: string; readonly secretAccessKey: string } {
    return { accessKeyId: this.id, secretAccessKey: 'secret' }
  }

  /** Environment in which command-line clients speak to the server as this account. */
  get env(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: this.id,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: this.region,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
    }
  }

  logs(): CloudWatchLogsClient {
    return new CloudWatchLogsClient({ ...this.#common(), disableHostPrefix: true })
  }

  cloudwatch(protocol: CloudWatchProtocol = 'json', extra: Partial<CloudWatchClientConfig> = {}): CloudWatchClient {
    return new CloudWatchClient({ ...this.#common(), ...protocolOf(protocol), ...extra })
  }

  sns(): SNSClient {
    return new SNSClient(this.#common())
  }

  events(): EventBridgeClient {
    return new EventBridgeClient(this.#common())
  }

  sts(): STSClient {
    return new STSClient(this.#common())
  }

  #common() {
    return { endpoint: this.url, region: this.region, credentials: this.credentials, maxAttempts: 1 }
  }
}

function protocolOf(protocol: CloudWatchProtocol): Partial<CloudWatchClientConfig> {
  switch (protocol) {
    case 'json':
      return {}
    case 'query':
      return { protocol: AwsQueryProtocol }
    case 'cbor':
      // This client announces the length of the uncompressed body and then waits for ever when it compresses CBOR.
      return { protocol: AwsSmithyRpcV2CborProtocol, disableRequestCompression: true }
  }
}

let counter = 0

/** A name no other test uses. */
export function unique(prefix: string): string {
  counter += 1
  return `${prefix}-${process.pid}-${counter}`
}

/** The start of the minute `minutes` ago, in milliseconds: old enough that a test never straddles "now". */
export function minutesAgo(minutes: number, nowMs: number = Date.now()): number {
  return Math.floor(nowMs / 60_000) * 60_000 - minutes * 60_000
}
