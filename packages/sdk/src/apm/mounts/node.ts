import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Apm } from '../apm.ts'
import type { ApmRequest, ApmResponse } from '../router.ts'

/** `if (await serve(request, response)) return` in a listener of `node:http`: whether the request has been answered. */
export function nodeApm(apm: Apm): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const answer = await apm.handle(requestOf(request, request.url ?? ''))
    if (answer === undefined) return false
    respond(response, answer)
    return true
  }
}

/** Middleware of Express (and of Connect, and of NestJS on Express): `app.use(expressApm(apm))`, also below a path. */
export function expressApm(
  apm: Apm,
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void {
  const serve = nodeApm(apm)
  return (request, response, next) => {
    void serve(request, response).then((isAnswered) => {
      if (!isAnswered) next()
    }, next)
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
