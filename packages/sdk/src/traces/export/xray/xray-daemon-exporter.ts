import { Buffer } from 'node:buffer'
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { Warnings } from '../../../output/warnings.ts'
import { XRayIds } from '../../ids.ts'
import type { Endpoint } from './daemon-address.ts'
import { type Segment, segmentOf } from './segment.ts'

const HEADER = '{"format":"json","version":1}\n'

/** X-Ray takes documents up to 64 KB; with the header it must fit one datagram, whose limit is 65,507 bytes. */
const MAX_DOCUMENT_BYTES = 65_507 - HEADER.length

type Exported = Parameters<SpanExporter['export']>[1]

/**
 * Sends each span as a segment to the X-Ray daemon, one datagram for each.
 *
 * UDP: nobody says whether it arrived. A document that is too long loses its metadata, then its stacks.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export class XRayDaemonExporter implements SpanExporter {
  readonly #endpoint: Endpoint
  readonly #warnings: Warnings
  readonly #ids = new XRayIds()
  #socket: Socket | undefined

  constructor({ host, port, warnings = new Warnings() }: Endpoint & { readonly warnings?: Warnings | undefined }) {
    this.#endpoint = { host, port }
    this.#warnings = warnings
  }

  export(spans: readonly ReadableSpan[], done: Exported): void {
    void this.#sendAll(spans).then((error) => done(error === undefined ? { code: 0 } : { code: 1, error }))
  }

  async #sendAll(spans: readonly ReadableSpan[]): Promise<Error | undefined> {
    let failure: Error | undefined
    for (const span of spans) {
      const document = fitting(segmentOf(span, () => this.#ids.generateSpanId()))
      if (document === undefined) this.#warnings.add(`the span ${span.name} is too long for X-Ray and was dropped`)
      else failure = (await this.#send(document)) ?? failure
    }
    return failure
  }

  #send(document: string): Promise<Error | undefined> {
    const { host, port } = this.#endpoint
    return new Promise((resolve) =>
      this.#open().send(HEADER + document, port, host, (error) => resolve(error ?? undefined)),
    )
  }

  #open(): Socket {
    if (this.#socket === undefined) {
      this.#socket = createSocket(isIPv6(this.#endpoint.host) ? 'udp6' : 'udp4').unref()
      // Without a listener an error would end the process; what failed is told by the callback of `send`.
      this.#socket.on('error', () => {})
    }
    return this.#socket
  }

  shutdown(): Promise<void> {
    this.#socket?.close()
    this.#socket = undefined
    return Promise.resolve()
  }
}

/** The document as JSON, shortened until it fits; undefined when nothing helps. */
function fitting(segment: Segment): string | undefined {
  const { metadata: _metadata, ...plain } = segment
  const { cause, sql: _sql, links: _links, ...bare } = plain
  const shortened = cause === undefined ? bare : { ...bare, cause: withoutStacks(cause) }
  for (const version of [segment, plain, shortened]) {
    const document = JSON.stringify(version)
    if (Buffer.byteLength(document) <= MAX_DOCUMENT_BYTES) return document
  }
  return undefined
}

function withoutStacks(cause: unknown): unknown {
  const { exceptions } = cause as { readonly exceptions: readonly Readonly<Record<string, unknown>>[] }
  return { exceptions: exceptions.slice(0, 1).map(({ stack: _, ...exception }) => exception) }
}
