/*
 * Every operation of CloudWatch, SNS and EventBridge through the AWS CLI, boto3, old and new, and the SDK for JavaScript: they encode requests and read
 * errors differently (query protocol, JSON, CBOR) and must see the same.
 */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as cloudwatchCommands from '@aws-sdk/client-cloudwatch'
import * as eventsCommands from '@aws-sdk/client-eventbridge'
import * as snsCommands from '@aws-sdk/client-sns'
import { describe, expect, test } from 'vitest'
import { Account, CLOUDWATCH_PROTOCOLS } from '../support/clients.ts'
import { awsClis, describeWith, pythonsWithBoto3, run } from '../support/tools.ts'
import { CALLS, type Json, NEW_OPERATIONS, type Step } from './calls.ts'

interface Call {
  readonly service: string
  readonly operation: string
  readonly input: Json
}

type Answer =
  | { readonly output: unknown }
  | { readonly code: string; readonly message: string }
  /** The client is older than the operation. */
  | { readonly unknown: true }

interface Client {
  call(call: Call): Promise<Answer>
  close(): void
}

const SERVICES = Object.keys(CALLS) as (keyof typeof CALLS)[]

test('every operation of a service is called', async () => {
  const { operations } = await import('../../packages/server/src/operations/index.ts')
  const ids = { cloudwatch: 'monitoring', sns: 'sns', events: 'events' } as const
  const called = new Set(
    SERVICES.flatMap((service) => CALLS[service].map((step) => `${ids[service]}.${step.operation}`)),
  )
  const built = operations.map(({ service, name }) => `${service}.${name}`)
  expect(built.filter((name) => /^(monitoring|sns|events)\./.test(name) && !called.has(name))).toEqual([])
})

for (const cli of awsClis) {
  describeWith(cli, `every operation through ${nameOf(cli)}`, (path) => {
    test.concurrent.each(SERVICES)('%s', (service) => follow(service, (account) => cliClient(path, account)), 300_000)
  })
}

for (const python of pythonsWithBoto3) {
  describeWith(python, `every operation through ${nameOf(python)}`, (path) => {
    test.each(SERVICES)('%s', (service) => follow(service, (account) => botoClient(path, account)), 60_000)
  })
}

const SDK: readonly (readonly [string, keyof typeof CALLS, (account: Account) => Client])[] = [
  ...CLOUDWATCH_PROTOCOLS.map((protocol) => {
    const open = (account: Account) => sdkClient(account.cloudwatch(protocol), cloudwatchCommands)
    return [`cloudwatch in ${protocol}`, 'cloudwatch', open] as const
  }),
  ['sns', 'sns', (account) => sdkClient(account.sns(), snsCommands)],
  ['events', 'events', (account) => sdkClient(account.events(), eventsCommands)],
]

describe('every operation through the AWS SDK for JavaScript', () => {
  test.each(SDK)('%s', (_name, service, open) => follow(service, open), 60_000)
})

function nameOf(tool: (typeof awsClis)[number]): string {
  return 'version' in tool ? (tool.version.split(' ', 2).join(' ') ?? '') : 'none'
}

async function follow(service: Step['service'], open: (account: Account) => Client): Promise<void> {
  const account = new Account()
  const client = open(account)
  const known = new Map([['account', account.id]])
  const missing: string[] = []
  try {
    for (const step of CALLS[service]) {
      const answer = await client.call({ ...step, input: filled(step.input ?? {}, known) as Json })
      const what = `${step.operation} ${JSON.stringify(step.input ?? {})}`
      if ('unknown' in answer) missing.push(step.operation)
      else check(step, answer, known, what)
    }
  } finally {
    client.close()
  }
  expect(missing.filter((operation) => !NEW_OPERATIONS.includes(operation))).toEqual([])
}

function check(step: Step, answer: Exclude<Answer, { unknown: true }>, known: Map<string, string>, what: string): void {
  const { refuses, gives, keep = {} } = step
  if (refuses !== undefined) {
    expect(answer, what).toEqual({ code: refuses.code, message: filled(refuses.message, known) })
    return
  }
  expect(answer, what).toEqual({ output: expect.anything() })
  const { output } = answer as { readonly output: Json }
  if (gives !== undefined) expect(output, what).toMatchObject(filled(gives, known) as object)
  for (const [name, member] of Object.entries(keep)) known.set(name, String(output[member]))
}

/** With names in braces replaced, and expressions as matchers. */
function filled(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\{(account|subscription|connection)\}/g, (_all, name) => known.get(name) ?? '')
  if (value instanceof RegExp) return expect.stringMatching(value)
  if (Array.isArray(value)) return value.map((item) => filled(item, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part, known)]))
}

function cliClient(path: string, account: Account): Client {
  return {
    call: async ({ service, operation, input }) => {
      const command = operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
      const common = ['--endpoint-url', account.url, '--output', 'json', '--no-paginate']
      const given = ['--cli-input-json', JSON.stringify(input)]
      const options = { env: { AWS_PAGER: '' } }
      const { code, stdout, stderr } = await run(path, [service, command, ...given, ...common], account, options)
      if (code === 0) return { output: stdout.trim() === '' ? {} : JSON.parse(stdout) }
      if (/Invalid choice/.test(stderr)) return { unknown: true }
      const [, error = '', message = ''] =
        /An error occurred \((\w+)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: ([\s\S]*)/.exec(
          stderr.trim(),
        ) ?? []
      return error === '' ? { code: 'none', message: stderr } : { code: error, message }
    },
    close: () => {},
  }
}

/** The SDK for JavaScript calls errors by their shapes, where the others have the codes of the query protocol. */
const CODES: Readonly<Record<string, string>> = {
  DashboardInvalidInputError: 'InvalidParameterInput',
  DashboardNotFoundError: 'ResourceNotFound',
  InvalidFormatFault: 'InvalidFormat',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterException: 'InvalidParameter',
  InvalidParameterValueException: 'InvalidParameterValue',
  NotFoundException: 'NotFound',
  BatchEntryIdsNotDistinctException: 'BatchEntryIdsNotDistinct',
}

interface SdkClient {
  send(command: never): Promise<object>
  destroy(): void
}

function sdkClient(client: SdkClient, commands: Readonly<Record<string, unknown>>): Client {
  return {
    call: async ({ service, operation, input }) => {
      const Command = commands[`${operation}Command`] as (new (input: unknown) => never) | undefined
      if (Command === undefined) return { unknown: true }
      try {
        const { $metadata: _, ...output } = (await client.send(new Command(withDates(input)))) as { $metadata: unknown }
        return { output: JSON.parse(JSON.stringify(output, base64)) }
      } catch (error) {
        const { name, message } = error as Error
        // What is in no model has no other name in JSON.
        const generic = service === 'cloudwatch' && name === 'ValidationException' ? 'ValidationError' : name
        return { code: CODES[name] ?? (service === 'sns' ? generic.replace(/Exception$/, '') : generic), message }
      }
    },
    close: () => client.destroy(),
  }
}

/** Members that are times. */
function withDates(input: Json): Json {
  const entries = Object.entries(input).map(([name, value]) => [
    name,
    name === 'StartTime' || name === 'EndTime' ? new Date(String(value)) : value,
  ])
  return Object.fromEntries(entries)
}

function base64(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

function botoClient(path: string, account: Account): Client {
  const script = fileURLToPath(new URL('calls.py', import.meta.url))
  const env = { PATH: process.env.PATH ?? '', ...account.env, ENDPOINT: account.url, PYTHONDONTWRITEBYTECODE: '1' }
  const child = spawn(path, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    call: async ({ service, operation, input }) => {
      child.stdin.write(`${JSON.stringify({ service, operation, input })}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${operation} ended the script`)
      return JSON.parse(value) as Answer
    },
    close: () => child.stdin.end(),
  }
}
