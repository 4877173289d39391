import { setTimeout as sleep } from 'node:timers/promises'
import { AwsFailure, type LogsClient } from '../aws/client.ts'
import { withRetry } from '../aws/retry.ts'
import type { TailedEvent } from './format.ts'

export interface PollOptions {
  readonly client: LogsClient
  readonly logGroupName: string
  readonly logStreamNames: readonly string[]
  readonly filterPattern: string | undefined
  /** Milliseconds since the Unix epoch, inclusive. */
  readonly startMs: number
  /** Go on with what comes in, until stopped. */
  readonly follow: boolean
  readonly stop: AbortSignal
  readonly onNotice: (text: string) => void
  readonly pollMs?: number
  readonly now?: () => number
}

/**
 * Events of a log group in time order, then new ones as they come in.
 *
 * Polls FilterLogEvents, which every CloudWatch Logs has. An event may come in after others with a later time, so every poll
 * looks 30 seconds further back than the newest event seen and leaves out what was given before.
 */
export async function* pollEvents(options: PollOptions): AsyncGenerator<TailedEvent> {
  const { client, logGroupName, logStreamNames, filterPattern, follow, stop, onNotice, pollMs = POLL_MS } = options
  const seen = new Map<string, number>()
  let startTime = options.startMs
  let newestMs = options.startMs
  for (;;) {
    let nextToken: string | undefined
    do {
      const input = {
        logGroupName,
        startTime,
        nextToken,
        ...(logStreamNames.length > 0 ? { logStreamNames } : {}),
        ...(filterPattern === undefined ? {} : { filterPattern }),
      }
      const call = (): Promise<unknown> => client.call('FilterLogEvents', input, stop)
      const page = (await attempt(call, options)) as Page | undefined
      if (page === undefined) return
      for (const event of page.events ?? []) {
        const { eventId, timestamp = 0 } = event
        if (eventId !== undefined && seen.has(eventId)) continue
        if (eventId !== undefined && follow) seen.set(eventId, timestamp)
        newestMs = Math.max(newestMs, timestamp)
        yield event
      }
      nextToken = page.nextToken
    } while (nextToken !== undefined && !stop.aborted)
    if (!follow || stop.aborted) return
    startTime = Math.max(options.startMs, newestMs - LATE_MS)
    forget(seen, startTime)
    await sleep(pollMs, undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) return
  }

  /** Undefined: told to stop. While following, a server that is away for a while is waited for; a first answer must come at once. */
  async function attempt(call: () => Promise<unknown>, { follow: patient }: PollOptions): Promise<unknown> {
    try {
      if (!patient || seen.size === 0) return await call()
      return await withRetry(call, {
        signal: stop,
        onRetry: (failure, count) => {
          if (count % 10 === 1) onNotice(`trying on: ${failure.message}`)
        },
      })
    } catch (error) {
      if (stop.aborted && error instanceof AwsFailure) return undefined
      throw error
    }
  }
}

const POLL_MS = 500
const LATE_MS = 30_000

interface Page {
  readonly events?: readonly TailedEvent[]
  readonly nextToken?: string
}

/** Events before the window of the next poll cannot be met again. */
function forget(seen: Map<string, number>, beforeMs: number): void {
  for (const [id, timeMs] of seen) if (timeMs < beforeMs) seen.delete(id)
}
