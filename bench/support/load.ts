import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What the load generator is told to send. */
export interface LoadOrder {
  readonly url: string
  /** `unique-events` never repeat and are slower to make. */
  readonly kind: 'events' | 'unique-events' | 'datapoints'
  /** Events or datapoints of one request. */
  readonly items: number
  readonly connections: number
  /** It stops after so many seconds ... */
  readonly seconds: number
  /** ... or after so many requests, whichever comes first. */
  readonly requests?: number
  /** Holds the rate instead of sending as fast as answers come. */
  readonly itemsPerSecond?: number
  /** The events' times go from so many milliseconds ago to now over `requests`. Default 0: all are of now. */
  readonly spreadMs?: number
  /** Another seed makes other events. Default 1. */
  readonly seed?: number
}

export interface LoadResult {
  readonly requests: number
  readonly items: number
  readonly seconds: number
  /** How many answers had which status; connection errors by their code. */
  readonly statuses: Readonly<Record<string, number>>
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Items in the slowest whole second. */
  readonly slowestSecond: number
  /** CPU time of the generator. */
  readonly cpuSeconds: number
}

/** @throws {Error} when the generator fails or any answer was not 200 */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('http-load.ts', import.meta.url)), {
    execArgv: ['--conditions=@atalaya/source', '--import', import.meta.resolve('tsx')],
  })
  try {
    const answered = once(child, 'message') as Promise<[LoadResult]>
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the load generator ended with ${code}`)
    })
    ended.catch(() => {})
    child.send(order)
    const [result] = await Promise.race([answered, ended])
    const bad = Object.keys(result.statuses).filter((status) => status !== '200')
    if (bad.length > 0) throw new Error(`not all requests were taken: ${JSON.stringify(result.statuses)}`)
    return result
  } finally {
    child.kill()
  }
}
