import { resolve } from 'node:path'
import process from 'node:process'
import type { Log, LogLevel, RunningServer, ServerConfig } from '@atalaya/server'
import { type AnyCommand, CommandError, command, type ExitCode, type Surroundings } from '../command.ts'
import { integer, matching, type Option, text, toggle, UsageError } from '../options.ts'
import { messageOf } from '../run.ts'
import { paint } from '../terminal.ts'

const PORTS = { min: 0, max: 65_535 }

const options = {
  port: integer('Main port: AWS APIs, /health, /metrics. 0 takes any free one. [4580]', 'PORT', PORTS),
  host: text('Address to listen on. Beyond loopback needs access keys or --insecure. [127.0.0.1]', 'ADDRESS'),
  data: text('Where data lives; created when missing. [.atalaya/data]', 'DIRECTORY'),
  'account-id': matching(
    'Account of callers whose access key id is not itself an account id. [000000000000]',
    'ID',
    /^\d{12}$/,
    '12 digits',
  ),
  region: matching(
    'Region of requests whose signature names none. [us-east-1]',
    'REGION',
    /^[a-z]{2,}(-[a-z0-9]+)+$/,
    "a region such as 'us-east-1'",
  ),
  ephemeral: toggle('Keep data in a temporary folder that is removed at the end, and offer POST /api/reset.'),
  'emf-port': emfPort(),
  insecure: toggle('Listen beyond loopback although anybody is let in.'),
  json: toggle('One JSON object a line, as when the output is no terminal.'),
}

export const up: AnyCommand = command({
  name: 'up',
  summary: 'Start the server.',
  about: `Every setting is also a variable, ATALAYA_PORT for --port and so on; an option wins. SIGINT or SIGTERM stops the server after
the running requests; everything it acknowledged is on disk.`,
  options,
  examples: ['atalaya up', 'atalaya up --port 4599 --data /var/lib/atalaya', 'atalaya up --ephemeral --port 0 --json'],
  run: async ({ values, positionals }, surroundings): Promise<ExitCode> => {
    if (positionals.length > 0) throw new UsageError(`up takes no words, got '${positionals.join("', '")}'`)
    if (values.ephemeral && values.data !== undefined) {
      throw new UsageError('--ephemeral keeps no data: leave out --data, or --ephemeral')
    }
    const { env, stdout, stderr, stop, abandon } = surroundings
    // Not at the top: the other commands must not pay for loading the server.
    const { loadConfig, startServer, jsonLog, VERSION } = await import('@atalaya/server')
    const human = stdout.isTTY === true && !values.json
    const say = (document: object): void => void stdout.write(`${JSON.stringify(document)}\n`)

    let server: RunningServer
    let config: ServerConfig
    try {
      config = loadConfig(env, overridesOf(values, env))
      const log = human
        ? humanLog((line) => void stderr.write(line), surroundings)
        : jsonLog((line) => void stderr.write(line), config.logLevel, { now: Date.now })
      server = await startServer(config, { log })
    } catch (error) {
      throw new CommandError(messageOf(error), { cause: error })
    }
    const place = config.ephemeral || config.store === 'memory' ? undefined : resolve(config.dataDirectory)
    if (human) stdout.write(banner(server, config, place, VERSION, surroundings))
    else {
      const { url, port, emfPort: emf } = server
      say({ event: 'listening', url, port, emfPort: emf, dataDirectory: place, pid: process.pid, version: VERSION })
    }

    await aborted(stop)
    await Promise.race([server.close(), aborted(abandon)])
    if (abandon.aborted) throw new CommandError('stopped at once, as told: running requests were cut off')
    if (!human) say({ event: 'stopped' })
    return 0
  },
})

type Given = {
  readonly [Name in keyof typeof options]: (typeof options)[Name] extends Option<infer T> ? T : never
}

/** What the command line says, over what the environment says. */
function overridesOf(values: Given, env: Surroundings['env']): Partial<ServerConfig> {
  const { port, host, data, region } = values
  const dataDirectory = data ?? (env.ATALAYA_DATA_DIR ? undefined : DEFAULT_DATA_DIRECTORY)
  return {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    ...(region === undefined ? {} : { region }),
    ...(values['account-id'] === undefined ? {} : { accountId: values['account-id'] }),
    ...(values['emf-port'] === undefined
      ? {}
      : { emfPort: values['emf-port'] === 'off' ? undefined : values['emf-port'] }),
    ...(values.ephemeral ? { ephemeral: true } : {}),
    ...(values.insecure ? { insecure: true } : {}),
  }
}

const DEFAULT_DATA_DIRECTORY = '.atalaya/data'

function emfPort(): Option<number | 'off' | undefined> {
  const { parse, expects } = integer('', '', PORTS)
  return {
    summary: 'TCP and UDP port for embedded metric format; 0 takes any free one, off is none. [25888]',
    placeholder: 'PORT|off',
    expects: `${expects}, or off`,
    parse: (value) => (value === 'off' ? 'off' : parse(value)),
    fallback: undefined,
    shown: undefined,
  }
}

function banner(
  { url, emfPort: emf }: RunningServer,
  { accountId, region }: ServerConfig,
  place: string | undefined,
  version: string,
  { stdout, env }: Surroundings,
): string {
  const { bold, dim } = paint(stdout, env)
  return `${bold(`Atalaya ${version}`)} listens on ${bold(url)}
  data     ${place ?? 'temporary, gone at the end'}
  EMF      ${emf === undefined ? 'off' : `TCP and UDP port ${emf}`}
  account  ${accountId}, region ${region}

Try, with any credentials:
  export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=${region}
  aws --endpoint-url ${url} logs describe-log-groups

${dim('Ctrl-C stops it.')}
`
}

/** Warnings and errors for people. What a server does all day is not interesting on a terminal. */
function humanLog(write: (line: string) => void, { stderr, env }: Surroundings): Log {
  const { dim } = paint(stderr as { readonly isTTY?: boolean }, env)
  const at =
    (level: LogLevel) =>
    (message: string, fields: object = {}) => {
      const details = Object.entries(fields).map(
        ([name, value]) => ` ${name}=${value instanceof Error ? value.message : JSON.stringify(value)}`,
      )
      write(`${level === 'error' ? 'ERROR' : 'warning'}: ${message}${dim(details.join(''))}\n`)
    }
  return { debug: () => {}, info: () => {}, warn: at('warn'), error: at('error') }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolved) => {
    if (signal.aborted) resolved()
    else signal.addEventListener('abort', () => resolved(), { once: true })
  })
}
