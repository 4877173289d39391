import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Apm } from '../apm.ts'
import type { ApmRequest, ApmResponse } from '../router.ts'

/**
 * For `node:http`, Express, Connect and NestJS on Express: `app.use(nodeApm(apm))`, also below a path. `next` is called for what is
 * not its own.
 */
export function nodeApm(apm: Apm): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    void apm.handle(requestOf(request, request.url ?? '')).then((answer) => {
      if (answer === undefined) next()
      else respond(response, answer)
    })
  }
}

export function requestOf({ method = 'GET', headers }: IncomingMessage, url: string): ApmRequest {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  return { method, path, headers, query: mark === -1 ? '' : url.slice(mark + 1) }
}

function respond(response: ServerResponse, { status, headers, body }: ApmResponse): void {
  if (response.headersSent) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}
