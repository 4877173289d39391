/**
 * Credentials of the place where the service runs: the environment, the container (ECS, EKS Pod Identity), the EC2 instance.
 *
 * Profiles and web identities are left to the AWS SDK: its providers fit wherever a `CredentialSource` is taken.
 */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import type { Credentials } from '@atalaya/model/sigv4'
import { type Send, sendByFetch } from '../output/send.ts'
import { instanceMetadata } from '../resource/instance-metadata.ts'

export type { Credentials }

/** Gives credentials when they are needed. May be called for every request: it keeps what it has. */
export type CredentialSource = () => Promise<Credentials>

export interface CredentialOptions {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly send?: Send | undefined
  readonly now?: (() => number) | undefined
}

/** The credentials of this place, asked for once and again shortly before they end. */
export function defaultCredentials(options: CredentialOptions = {}): CredentialSource {
  const { env = process.env, send = sendByFetch, now = Date.now } = options
  let known: Promise<Expiring> | undefined
  return async () => {
    const current = await known?.catch(() => undefined)
    if (current === undefined || current.untilMs - now() < RENEW_MS) known = find(env, send)
    return known!
  }
}

const RENEW_MS = 5 * 60_000
const TIMEOUT_MS = 1_000

interface Expiring extends Credentials {
  /** Milliseconds since the Unix epoch; infinity for credentials that do not end. */
  readonly untilMs: number
}

async function find(env: Readonly<Record<string, string | undefined>>, send: Send): Promise<Expiring> {
  const own = ofEnvironment(env)
  if (own !== undefined) return { ...own, untilMs: Number.POSITIVE_INFINITY }
  const container = (await ofContainer(env, send)) ?? (await ofInstance(env, send))
  if (container === undefined) {
    throw new Error(
      'no AWS credentials: neither in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor from a container or instance',
    )
  }
  return container
}

export function ofEnvironment(env: Readonly<Record<string, string | undefined>>): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN || undefined }
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function ofContainer(
  env: Readonly<Record<string, string | undefined>>,
  send: Send,
): Promise<Expiring | undefined> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  const url = relative ? `http://169.254.170.2${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI
  if (!url) return undefined
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  const token = file ? (await readFile(file, 'utf8')).trim() : env.AWS_CONTAINER_AUTHORIZATION_TOKEN
  const headers: Record<string, string> = token ? { authorization: token } : {}
  const answer = await send({ method: 'GET', url, headers }, TIMEOUT_MS)
  if (answer.status !== 200) throw new Error(`the credentials of the container: status ${answer.status}`)
  return parse(answer.body)
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html */
async function ofInstance(
  env: Readonly<Record<string, string | undefined>>,
  send: Send,
): Promise<Expiring | undefined> {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined
  const metadata = await instanceMetadata(send, env).catch(() => undefined)
  const role = await metadata?.('iam/security-credentials/')
  if (metadata === undefined || role === undefined || role === '') return undefined
  const text = await metadata(`iam/security-credentials/${role.split('\n')[0]}`)
  return text === undefined ? undefined : parse(text)
}

function parse(text: string): Expiring {
  const body = JSON.parse(text) as Readonly<Record<string, string | undefined>>
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = body
  if (!AccessKeyId || !SecretAccessKey) throw new Error('the answer with the credentials has no access key')
  const untilMs = Expiration === undefined ? Number.POSITIVE_INFINITY : Date.parse(Expiration)
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, untilMs }
}
