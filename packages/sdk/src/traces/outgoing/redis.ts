import type { Attributes } from '@opentelemetry/api'
import { settle, startCall } from './client-call.ts'

type SendCommand = (this: unknown, ...parameters: unknown[]) => unknown

/** What we use of a client: `ioredis` gives commands as objects, `redis` as lists of words. */
interface Client {
  sendCommand: SendCommand
  readonly options?: {
    readonly host?: unknown
    readonly port?: unknown
    readonly db?: unknown
    readonly database?: unknown
    readonly socket?: { readonly host?: unknown; readonly port?: unknown }
  }
}

const instrumented = new WeakSet<object>()
/** `ioredis` gives a command a second time when it had to wait for a connection. */
const seen = new WeakSet<object>()

/**
 * Makes a span of every command of a client of `ioredis` or of `redis` from 5 on, inside of a trace:
 * `const redis = instrumentRedis(new Redis())`. Named after the command; keys and values are not recorded.
 *
 * @returns the same object
 * @see https://opentelemetry.io/docs/specs/semconv/database/redis/
 */
export function instrumentRedis<T extends object>(target: T): T {
  if (instrumented.has(target)) return target
  instrumented.add(target)
  const client = target as unknown as Client
  const original = client.sendCommand
  client.sendCommand = function (this: unknown, ...parameters) {
    const send = () => original.apply(this, parameters)
    const [command] = parameters
    if (typeof command !== 'object' || command === null || seen.has(command)) return send()
    if (!Array.isArray(command)) seen.add(command)
    const name = nameOf(command)
    const call = startCall(name, () => attributesOf(client, name))
    return call === undefined ? send() : settle(call, () => call.run(send))
  }
  return target
}

/** Commands are few; whatever looks otherwise is not a name to group by. */
function nameOf(command: object): string {
  const name: unknown = Array.isArray(command) ? command[0] : (command as { readonly name?: unknown }).name
  return typeof name === 'string' && /^[\w.-]{1,40}$/.test(name) ? name.toUpperCase() : 'COMMAND'
}

function attributesOf({ options = {} }: Client, operation: string): Attributes {
  const { socket = {}, db, database } = options
  const host = options.host ?? socket.host
  const port = options.port ?? socket.port
  const index = db ?? database
  return {
    'db.system.name': 'redis',
    'db.operation.name': operation,
    ...(typeof host === 'string' ? { 'server.address': host } : {}),
    'server.port': typeof port === 'number' ? port : 6_379,
    ...(typeof index === 'number' ? { 'db.namespace': String(index) } : {}),
  }
}
