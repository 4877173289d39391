import { Buffer } from 'node:buffer'
import { gunzipSync } from 'node:zlib'
import type { Answer, Outgoing, Send } from '../output/send.ts'

/** Takes the place of the network for OTLP, PutMetricData and CloudWatch Logs: `new OtlpMetricsDoor(metrics, { ..., send: memory.send })`. */
export class MemorySend {
  readonly requests: Outgoing[] = []
  readonly #answers: Partial<Answer>[] = []

  readonly send: Send = async (request) => {
    this.requests.push(request)
    return { status: 200, retryAfterMs: undefined, body: '{}', ...this.#answers.shift() }
  }

  /** What the next requests are answered, in this order. Default: status 200. */
  answer(...answers: readonly Partial<Answer>[]): void {
    this.#answers.push(...answers)
  }

  /** Bodies that are JSON, unpacked. */
  get bodies(): readonly unknown[] {
    return this.requests.map((request) => JSON.parse(textOf(request)) as unknown)
  }

  clear(): void {
    this.requests.length = 0
  }
}

function textOf({ headers, body = '' }: Outgoing): string {
  if (typeof body === 'string') return body
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString()
}
