import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { AwsEndpoint } from '../endpoint/endpoint.ts'
import type { WireRequest, WireResponse } from '../wire.ts'

/** A `node:http` server around an endpoint, on a free port. For tests of this package only. */
export async function serve(endpoint: AwsEndpoint): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const [path = '', query = ''] = (incoming.url ?? '').split('?', 2)
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
      )
      const gone = new AbortController()
      outgoing.on('close', () => gone.abort())
      const request = { method: incoming.method ?? '', path, query, headers, body: Buffer.concat(chunks) }
      void endpoint.handle(request, gone.signal).then(async ({ status, headers: answered, body }) => {
        outgoing.writeHead(status, answered)
        if (typeof body === 'string' || body instanceof Uint8Array) {
          outgoing.end(body)
          return
        }
        for await (const piece of body) {
          if (gone.signal.aborted) break
          outgoing.write(piece)
        }
        outgoing.end()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A request with the given parts, everything else as for a POST to `/`. */
export function wireRequest(parts: Partial<Omit<WireRequest, 'body'>> & { body?: Uint8Array | string }): WireRequest {
  const { body = '', ...rest } = parts
  return { method: 'POST', path: '/', query: '', headers: {}, ...rest, body: Buffer.from(body) }
}

export async function bodyText({ body }: WireResponse): Promise<string> {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body).toString() : await text(body)
}
