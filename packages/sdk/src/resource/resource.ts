/**
 * What a service runs on: found in the environment at once, and asked of the place (ECS, EC2) in the background.
 *
 * Nothing waits for it: `current` is usable from the first moment and falls back to the host name. Questions have short time
 * limits, are asked only where there is a sign that somebody answers, and a failure is the answer "not there".
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/ for the names of the attributes
 */
import { readFileSync } from 'node:fs'
import { hostname, platform } from 'node:os'
import process from 'node:process'
import { type Send, sendByFetch } from '../output/send.ts'
import { parsePairs } from '../settings/pairs.ts'
import { ofInstance } from './ec2.ts'
import { ofEcs } from './ecs.ts'
import { ofKubernetes } from './kubernetes.ts'
import { ofLambda } from './lambda.ts'

export interface Resource {
  /** Names this instance of the service: EC2 instance, ECS task, Lambda log stream, pod, else the host. */
  readonly instanceId: string
  /** `aws_lambda`, `aws_ecs`, `aws_ec2`, `kubernetes`, or `host` when nothing else is known. */
  readonly platform: Platform
  /** OpenTelemetry attributes. */
  readonly attributes: Readonly<Record<string, string>>
}

export type Platform = 'aws_lambda' | 'aws_ecs' | 'aws_ec2' | 'kubernetes' | 'host'

export interface ResourceOptions {
  readonly serviceName?: string | undefined
  readonly serviceVersion?: string | undefined
  readonly environment?: string | undefined
  /** Wins over whatever is found. */
  readonly instanceId?: string | undefined
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Of each question, in milliseconds. Default: 500. */
  readonly timeoutMs?: number | undefined
  readonly send?: Send | undefined
  /** Reads a small file, or undefined when there is none. */
  readonly readFile?: ((path: string) => string | undefined) | undefined
}

export interface DetectedResource {
  /** What is known so far. */
  readonly current: Resource
  /** Everything there is to know. Never rejects. */
  readonly ready: Promise<Resource>
}

/** What one kind of place says about itself. */
export interface Finding {
  readonly platform: Platform
  readonly instanceId: string | undefined
  readonly attributes: Readonly<Record<string, string | undefined>>
}

export function detectResource(options: ResourceOptions = {}): DetectedResource {
  const { env = process.env, send = sendByFetch, timeoutMs = 500, readFile = readSmallFile } = options
  const atOnce = ofLambda(env) ?? ofKubernetes(env, readFile)
  let current = resourceOf(atOnce === undefined ? [] : [atOnce], options)
  const ready = ask(atOnce, env, send, timeoutMs, readFile).then((findings) => {
    current = resourceOf(findings, options)
    return current
  })
  return {
    get current() {
      return current
    },
    ready,
  }
}

async function ask(
  atOnce: Finding | undefined,
  env: Readonly<Record<string, string | undefined>>,
  send: Send,
  timeoutMs: number,
  readFile: (path: string) => string | undefined,
): Promise<readonly Finding[]> {
  if (atOnce?.platform === 'aws_lambda') return [atOnce]
  const questions = [ofEcs(env, send, timeoutMs), ofInstance(env, send, timeoutMs, readFile)]
  const answers = await Promise.all(questions.map((question) => question.catch(() => undefined)))
  return [atOnce, ...answers].filter((finding) => finding !== undefined)
}

/** The most specific finding names the place; the others add what they know. */
function resourceOf(findings: readonly Finding[], options: ResourceOptions): Resource {
  const { serviceName, serviceVersion, environment, env = process.env } = options
  const [first] = findings
  // What whoever runs the service says of it, as operators of Kubernetes do.
  const said = parsePairs(env.OTEL_RESOURCE_ATTRIBUTES)
  const instanceId =
    options.instanceId ||
    said.find(([name]) => name === 'service.instance.id')?.[1] ||
    findings.find((finding) => finding.instanceId)?.instanceId ||
    hostname()
  const found = findings.toReversed().flatMap(({ attributes }) => Object.entries(attributes))
  const known = [
    ['host.name', hostname()],
    ['os.type', platform()],
    ['process.pid', String(process.pid)],
    ['process.runtime.name', 'nodejs'],
    ['process.runtime.version', process.versions.node],
    ['telemetry.sdk.language', 'nodejs'],
    ['telemetry.sdk.name', 'atalaya'],
    ...found,
    ...said,
    ['service.name', serviceName],
    ['service.version', serviceVersion],
    ['deployment.environment.name', environment],
    ['service.instance.id', instanceId],
  ] as const
  const attributes = Object.fromEntries(known.filter((pair): pair is [string, string] => Boolean(pair[1])))
  return { instanceId, platform: first?.platform ?? 'host', attributes }
}

function readSmallFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').slice(0, 65_536)
  } catch {
    return undefined
  }
}
