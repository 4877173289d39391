import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Log } from '../telemetry/log.ts'
import { corsHeaders, isAllowedOrigin, type OriginRules, preflightHeaders } from './origins.ts'
import { jsonReply, type Reply, send } from './reply.ts'
import { announcedLength, BodyBudget, type BodyProblem, readBody } from './request-body.ts'

/** A request whose body has been read. */
export interface HttpRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** As sent, without `?`. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As received: possibly compressed. */
  readonly body: Uint8Array
}

/** Answers requests. `signal` aborts when the client hangs up or the server stops waiting. */
export type HttpHandler = (request: HttpRequest, signal: AbortSignal) => Promise<Reply>

/** What a request is known by before its body is read. */
export type HttpHead = Omit<HttpRequest, 'body'>

/** Why a request is not taken. */
export interface Refusal {
  readonly reason: 'too-large' | 'busy' | 'forbidden'
  readonly message: string
}

export interface HttpServerOptions {
  readonly handler: HttpHandler
  /** The answer to a request that is not taken, in words that its client understands. */
  readonly refuse: (head: HttpHead, refusal: Refusal) => Reply
  readonly log: Log
  /** Largest body as received, in bytes. */
  readonly maxBodyBytes: number
  /** Bytes of all bodies held at one time. */
  readonly maxBufferedBytes: number
  readonly origins: OriginRules
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
}

/** Longer than the idle time of load balancers and SDK connection pools, so that they close first. */
const KEEP_ALIVE_MS = 65_000
/** Presigned requests and long dimension lists in a query string fit; nothing sensible is longer. */
const MAX_HEADER_BYTES = 64 * 1024
const MAX_CONNECTIONS = 10_000
/** How long a client whose body was refused may take to read why, before it is cut off. */
const LINGER_MS = 1_000

/**
 * The rim: reads requests within limits, asks the handler, writes answers at the client's pace. Knows nothing of AWS.
 */
export class HttpServer {
  readonly #server: Server
  readonly #options: HttpServerOptions
  readonly #budget: BodyBudget
  readonly #running = new Map<AbortController, Socket>()
  readonly #sockets = new Set<Socket>()
  #closing = false

  constructor(options: HttpServerOptions) {
    this.#options = options
    this.#budget = new BodyBudget(options.maxBufferedBytes)
    const { headersTimeoutMs, requestTimeoutMs } = options
    this.#server = createServer({
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: Math.max(100, Math.min(5_000, requestTimeoutMs / 4)),
    })
    this.#server.maxConnections = MAX_CONNECTIONS
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      // #serve never rejects.
      void this.#serve(request, response)
    }
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    this.#server.on('request', serve)
    this.#server.on('checkContinue', serve)
  }

  /** @throws {Error} with `code` EADDRINUSE and the like */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        this.#server.on('error', (error) => this.#options.log.error('HTTP server failed', { error }))
        resolve((this.#server.address() as AddressInfo).port)
      })
    })
  }

  get runningRequests(): number {
    return this.#running.size
  }

  get bufferedBytes(): number {
    return this.#budget.heldBytes
  }

  /** Takes no new connections, lets running requests end, and after `graceMs` cuts off what is left. Idempotent. */
  async close(graceMs: number): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    // Node takes connections on which nothing was ever asked for busy ones.
    const busy = new Set(this.#running.values())
    for (const socket of this.#sockets) if (!busy.has(socket)) socket.destroy()
    const timer = setTimeout(() => {
      for (const controller of this.#running.keys()) controller.abort()
      this.#server.closeAllConnections()
    }, graceMs)
    await closed
    clearTimeout(timer)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const controller = new AbortController()
    this.#running.set(controller, request.socket)
    let finished = false
    response.once('close', () => {
      this.#running.delete(controller)
      if (!finished) controller.abort()
      // A stream began before the stop was known, so its head could not say that the connection would be closed.
      if (this.#closing) request.socket.destroySoon()
    })
    // A client that is cut off in the middle of an answer is no failure of ours.
    response.on('error', () => undefined)
    try {
      await this.#answer(request, response, controller.signal)
    } catch (error) {
      this.#options.log.error('request failed', { error })
      if (response.headersSent) response.destroy()
      else await this.#send(request, response, FAILED)
    } finally {
      finished = true
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const { origin, host } = request.headers
    if (origin !== undefined) {
      if (!isAllowedOrigin(origin, host, this.#options.origins)) {
        await this.#refuse(request, response, ORIGIN_REFUSED)
        return
      }
      if (request.method === 'OPTIONS') {
        const headers = preflightHeaders(origin, request.headers['access-control-request-headers'])
        await this.#send(request, response, { status: 204, headers, body: '' })
        return
      }
    }
    if (wantsContinue(request) && (announcedLength(request) ?? 0) <= this.#options.maxBodyBytes)
      response.writeContinue()
    const read = await readBody(request, this.#options.maxBodyBytes, this.#budget)
    if (!read.ok) {
      await this.#refuseBody(request, response, read.problem)
      return
    }
    try {
      const reply = await this.#options.handler({ ...headOf(request), body: read.body }, signal)
      await this.#send(request, response, reply)
    } finally {
      this.#budget.giveBack(read.heldBytes)
    }
  }

  async #refuseBody(request: IncomingMessage, response: ServerResponse, problem: BodyProblem): Promise<void> {
    switch (problem) {
      case 'too-large': {
        const message = `The request body exceeds ${this.#options.maxBodyBytes} bytes.`
        await this.#refuse(request, response, { reason: 'too-large', message })
        return
      }
      case 'no-room': {
        this.#options.log.warn('no room for another request body', { bufferedBytes: this.bufferedBytes })
        await this.#refuse(request, response, BUSY)
        return
      }
      case 'aborted':
        response.destroy()
    }
  }

  /** Answers without having read the body: the connection cannot be used again, but the client should get to read why. */
  async #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): Promise<void> {
    const reply = this.#options.refuse(headOf(request), refusal)
    const headers = { ...reply.headers, ...(refusal.reason === 'busy' ? { 'retry-after': '1' } : {}) }
    await this.#send(request, response, { ...reply, headers: { ...headers, connection: 'close' } })
    request.resume()
    setTimeout(() => request.destroy(), LINGER_MS).unref()
  }

  async #send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
    const { origin } = request.headers
    const headers: Record<string, string> = { ...reply.headers }
    if (origin !== undefined && reply.status !== 403) Object.assign(headers, corsHeaders(origin), reply.headers)
    if (this.#closing) headers.connection = 'close'
    const error = await send(
      response,
      { ...reply, headers },
      { drainTimeoutMs: this.#options.requestTimeoutMs, headOnly: request.method === 'HEAD' },
    )
    if (error !== undefined) this.#options.log.warn('an answer broke off', { error })
  }
}

function wantsContinue({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue'
}

function headOf(request: IncomingMessage): HttpHead {
  const url = request.url ?? '/'
  const question = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: question === -1 ? url : url.slice(0, question),
    query: question === -1 ? '' : url.slice(question + 1),
    // Only set-cookie, which is no request header, would be a list.
    headers: request.headers as Readonly<Record<string, string | undefined>>,
  }
}

/** What the handler should have answered itself. */
const FAILED: Reply = jsonReply(
  500,
  { __type: 'InternalFailure', message: 'The request could not be processed.' },
  { 'x-amzn-errortype': 'InternalFailure' },
)
const ORIGIN_REFUSED: Refusal = {
  reason: 'forbidden',
  message: 'Pages of this origin may not call the server. Allow it with ATALAYA_CORS_ORIGINS.',
}
const BUSY: Refusal = { reason: 'busy', message: 'Too many request bodies at once. Try again.' }
