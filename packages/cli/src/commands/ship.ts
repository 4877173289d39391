import { hostname } from 'node:os'
import { basename, resolve } from 'node:path'
import { AwsFailure, logsClient } from '../aws/client.ts'
import { resolveTarget, targetOptions } from '../aws/target.ts'
import { type AnyCommand, CommandError, command, type ExitCode, type Surroundings } from '../command.ts'
import { choice, integer, matching, type Option, text, toggle, UsageError } from '../options.ts'
import { messageOf } from '../run.ts'
import type { Position } from '../ship/follow.ts'
import { Shipper } from '../ship/shipper.ts'
import { type DockerMode, readFile, readStdin, type Take } from '../ship/sources.ts'
import { ShipState } from '../ship/state.ts'

const options = {
  'log-group': matching(
    'Log group; created when missing. Required.',
    'NAME',
    /^[.\-_/#A-Za-z0-9]{1,512}$/,
    'a log group name: 1 to 512 letters, digits and . - _ / #',
  ),
  'log-stream': matching(
    'Log stream; created when missing. Else the host name, with FILEs followed by / and the file name.',
    'NAME',
    /^[^:*]{1,512}$/,
    'a log stream name: 1 to 512 characters without : and *',
  ),
  ...targetOptions,
  docker: choice(
    'Unwrap lines of the json-file log driver.',
    ['detect', 'always', 'never'],
    'detect',
  ) as Option<DockerMode>,
  passthrough: toggle('Write stdin on to stdout, too.'),
  once: toggle('Stop at the end of the FILEs instead of following them.'),
  'from-end': toggle('Begin at the end of each FILE that --state does not know.'),
  state: text('Remember here how far each FILE was delivered, and go on from there.', 'FILE'),
  buffer: integer('Events that may wait in memory, in MiB.', 'MIB', { min: 1, max: 1_024 }, 8),
  'drain-timeout': integer('Seconds to go on trying to deliver at the end.', 'SECONDS', { min: 0, max: 86_400 }, 30),
}

export const ship: AnyCommand = command({
  name: 'ship',
  summary: 'Send lines of stdin or of files to a log group.',
  positionals: '[FILE...]',
  about: `Without FILE, lines of stdin until its end. FILEs are read from their start and followed through rotation until the command
is stopped. Every line becomes a log event, stamped with the time of reading (Docker's lines: with their own time). While
the service cannot be reached, events wait and reading stops at the bound. Each line is delivered at least once.`,
  options,
  examples: [
    'node server.js | atalaya ship --log-group /demo/api --passthrough',
    'atalaya ship --log-group /nginx --state /var/lib/ship.json /var/log/nginx/*.log',
    'atalaya ship --log-group /docker --docker always /var/lib/docker/containers/*/*-json.log',
  ],
  run: async ({ values, positionals: files }, surroundings): Promise<ExitCode> => {
    const logGroupName = values['log-group']
    if (logGroupName === undefined)
      throw new UsageError('--log-group is required: the name of the log group that gets the lines')
    if (values.passthrough && files.length > 0) throw new UsageError('--passthrough is for stdin, not for FILEs')
    for (const name of ['once', 'from-end', 'state'] as const) {
      if (values[name] && files.length === 0) throw new UsageError(`--${name} is for FILEs, and none was given`)
    }
    const notice = (line: string): void => void surroundings.stderr.write(`atalaya ship: ${line}\n`)
    const client = logsClient(resolveTarget(values, surroundings.env))
    const giveUp = givingUp(surroundings, values['drain-timeout'], Math.max(1, files.length))
    const failed = new AbortController()
    const stop = AbortSignal.any([surroundings.stop, failed.signal])
    const maxWaitingBytes = Math.max(MIN_WAITING_BYTES, (values.buffer * MIB) / Math.max(1, files.length))
    const shipTo = (logStreamName: string, read: (take: Take) => Promise<void>): Promise<void> => {
      const onFailure = (): void => failed.abort()
      const { signal } = giveUp
      const shipper = new Shipper({
        client,
        logGroupName,
        logStreamName,
        maxWaitingBytes,
        giveUp: signal,
        onNotice: notice,
        onFailure,
      })
      return deliver(shipper, giveUp, read)
    }
    const state = values.state === undefined ? undefined : await ShipState.load(values.state)
    const { docker, once, 'from-end': fromEnd, 'log-stream': stream } = values

    const fromStdin = (): Promise<void> =>
      shipTo(stream ?? hostname(), async (take) => {
        const { stdin, stdout } = surroundings
        const echo = values.passthrough ? stdout : undefined
        const ended = await readStdin(stdin, take, { docker, echo, stop, now: Date.now })
        if (!ended && stdin.isTTY !== true) notice('stopped before the end of stdin')
      })
    const fromFile = (file: string): Promise<void> => {
      const path = resolve(file)
      const onSettled = state === undefined ? undefined : (settled: Position): void => state.advance(path, settled)
      const position = state?.position(path)
      return shipTo(stream ?? `${hostname()}/${basename(file)}`, (take) =>
        readFile(path, take, { docker, now: Date.now, position, fromEnd, once, stop, onNotice: notice, onSettled }),
      )
    }
    const outcomes = await Promise.allSettled(files.length === 0 ? [fromStdin()] : files.map(fromFile))
    giveUp.end()
    await state?.save()
    client.close()

    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    for (const failure of failures) {
      if (!(failure instanceof CommandError) && !isFileError(failure)) throw failure
      notice(messageOf(failure))
    }
    return failures.length > 0 ? 1 : 0
  },
})

const MIB = 1_048_576
const MIN_WAITING_BYTES = 65_536

/** Reads a source and delivers it, whatever ends the reading. */
async function deliver(shipper: Shipper, giveUp: GivingUp, read: (take: Take) => Promise<void>): Promise<void> {
  const reading = await read((event) => shipper.add(event)).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  giveUp.sourceEnded()
  try {
    await shipper.drain()
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    throw new CommandError(`${shipper.counts.undelivered} events were not delivered: ${error.message}`, {
      cause: error,
    })
  }
  if (reading !== undefined) throw reading.error
}

interface GivingUp {
  readonly signal: AbortSignal
  /** When the last source has ended, delivery has `--drain-timeout` left. */
  sourceEnded(): void
  end(): void
}

/** When delivery may stop trying: a while after the sources ended or the command was told to stop, or at the second signal. */
function givingUp({ stop, abandon }: Surroundings, seconds: number, sources: number): GivingUp {
  let open = sources
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const startClock = (): void => {
    timer ??= setTimeout(() => controller.abort(), seconds * 1_000)
  }
  if (stop.aborted) startClock()
  stop.addEventListener('abort', startClock, { once: true })
  abandon.addEventListener('abort', () => controller.abort(), { once: true })
  return {
    signal: controller.signal,
    sourceEnded: () => {
      if (--open === 0) startClock()
    },
    end: () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', startClock)
    },
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && typeof (error as { syscall?: unknown }).syscall === 'string'
}
