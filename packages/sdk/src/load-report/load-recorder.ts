import { errorType } from '../traces/errors.ts'
import type { RequestResult } from './summarize.ts'

/** Measures the requests of a load test: `await recorder.run('GET /api/videos', () => fetch(url))`. */
export class LoadRecorder {
  readonly #requests: RequestResult[] = []

  /** What has been measured so far. */
  get requests(): readonly RequestResult[] {
    return this.#requests
  }

  /**
   * Runs one request. The status of an answer such as that of `fetch`, and the type of an error, are written down; answer and
   * error are passed on.
   */
  async run<T>(endpoint: string, work: () => Promise<T>): Promise<T> {
    const timeMs = Date.now()
    const begin = performance.now()
    const add = (outcome: Pick<RequestResult, 'statusCode' | 'errorType'>) =>
      this.#requests.push({ endpoint, timeMs, durationMs: performance.now() - begin, ...outcome })
    try {
      const answer = await work()
      add({ statusCode: statusOf(answer) })
      return answer
    } catch (error) {
      add({ errorType: errorType(error) })
      throw error
    }
  }
}

function statusOf(answer: unknown): number | undefined {
  const { status, statusCode } = (answer ?? {}) as { readonly status?: unknown; readonly statusCode?: unknown }
  return [status, statusCode].find((one): one is number => typeof one === 'number')
}
