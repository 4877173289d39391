/**
 * Observes `node:http` and `node:https`.
 *
 * Their diagnostics channels tell of a request when its headers have left, which is too late to add any (an earlier one exists
 * in newer lines of Node only). So the four functions that make requests are wrapped, and the channels say how it went.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { errorMonitor } from 'node:events'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { type HttpCall, startHttpCall } from './http-span.ts'

type MakeRequest = (this: unknown, ...parameters: unknown[]) => ClientRequest

interface Module {
  request: MakeRequest
  get: MakeRequest
}

/** @returns how to stop */
export function observeNodeHttp(): () => void {
  const calls = new WeakMap<ClientRequest, HttpCall>()
  const wraps = [http, https].map((module) => wrap(module as unknown as Module, calls))
  // Makes `import { request } from 'node:http'` see it too.
  syncBuiltinESMExports()
  const answered = (message: unknown) => {
    const { request, response } = message as { readonly request: ClientRequest; readonly response: IncomingMessage }
    calls.get(request)?.answered(response.statusCode ?? 0)
  }
  subscribe('http.client.response.finish', answered)
  return () => {
    unsubscribe('http.client.response.finish', answered)
    for (const undo of wraps) undo()
    syncBuiltinESMExports()
  }
}

function wrap(module: Module, calls: WeakMap<ClientRequest, HttpCall>): () => void {
  const original = { request: module.request, get: module.get }
  let on = true
  const request: MakeRequest = function (this: unknown, ...parameters) {
    const made = original.request.apply(this, parameters)
    if (on && !calls.has(made)) observe(made, calls)
    return made
  }
  // That of Node sends the headers before anybody else sees the request.
  const get: MakeRequest = function (this: unknown, ...parameters) {
    if (!on) return original.get.apply(this, parameters)
    const made = request.apply(this, parameters)
    made.end()
    return made
  }
  Object.assign(module, { request, get })
  return () => {
    on = false
    // Where somebody else has wrapped it after us, taking ours out would take theirs with it.
    if (module.request === request) module.request = original.request
    if (module.get === get) module.get = original.get
  }
}

function observe(request: ClientRequest, calls: WeakMap<ClientRequest, HttpCall>): void {
  try {
    const { host, port } = authorityOf(request)
    const call = startHttpCall({ method: request.method, scheme: request.protocol.slice(0, -1), host, port })
    if (call === undefined) return
    calls.set(request, call)
    if (!request.headersSent) {
      for (const [name, value] of Object.entries(call.headers)) request.setHeader(name, value)
    }
    let failure: unknown
    // An error without any other listener has to end the process as before: this one sees it and does not handle it.
    request.prependListener(errorMonitor, (error: unknown) => {
      failure = error
    })
    request.once('close', () => call.end(failure))
  } catch {
    // Observing must not make a request fail.
  }
}

function authorityOf(request: ClientRequest): { readonly host: string; readonly port: number | undefined } {
  const { host = 'localhost', protocol } = request
  const named = request.getHeader('host')
  const url = URL.canParse(`${protocol}//${String(named)}`) ? new URL(`${protocol}//${String(named)}`) : undefined
  // The host header has the port where it is not the usual one.
  return { host: url?.hostname ?? host, port: url === undefined || url.port === '' ? undefined : Number(url.port) }
}
