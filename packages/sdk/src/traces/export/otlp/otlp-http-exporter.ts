import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { MIN_GZIP, type OtlpBody, type OtlpTarget, partlyRefused, postOtlp } from '../../../otlp/http.ts'
import { withRetries } from '../../../output/send.ts'
import { encodeSpans } from './encode-spans.ts'

type Exported = Parameters<SpanExporter['export']>[1]

const pack = promisify(gzip)

/** A collector that restarts is back within these, and a service that ends does not wait long for one that is not. */
const ATTEMPTS = 3

/**
 * Sends spans by OTLP over HTTP, as protobuf. Packed unless the receiver is on this machine, where it would only cost time.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export class OtlpHttpExporter implements SpanExporter {
  readonly #target: OtlpTarget
  readonly #packs: boolean

  constructor(target: Omit<OtlpTarget, 'encoding' | 'gzip'>) {
    this.#target = target
    this.#packs = !isLoopback(new URL(target.endpoint).hostname)
  }

  export(spans: readonly ReadableSpan[], done: Exported): void {
    this.#send(spans).then(
      (failure) => done(failure === undefined ? { code: 0 } : { code: 1, error: new Error(failure) }),
      (error: unknown) => done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) }),
    )
  }

  /** Why it failed; undefined when it did not. */
  async #send(spans: readonly ReadableSpan[]): Promise<string | undefined> {
    const body = await this.#bodyOf(spans)
    const outcome = await withRetries(() => postOtlp(this.#target, body), { attempts: ATTEMPTS })
    if (outcome.kind !== 'done') return outcome.reason
    const refused = partlyRefused(outcome.answer.body)
    return refused === undefined ? undefined : `spans were refused: ${refused}`
  }

  async #bodyOf(spans: readonly ReadableSpan[]): Promise<OtlpBody> {
    const plain = encodeSpans(spans)
    return this.#packs && plain.length >= MIN_GZIP ? { packed: await pack(plain, { level: 1 }) } : { plain }
  }

  shutdown(): Promise<void> {
    return Promise.resolve()
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}
