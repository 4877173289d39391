/** Outgoing HTTP: `node:http`, `node:https`, `fetch` and undici. One switch for the process, because they belong to the process. */
import { observeNodeHttp } from './node-http.ts'
import { observeUndici } from './undici.ts'

/** @returns how to stop */
export function observeHttpClients(): () => void {
  const stops = [observeNodeHttp(), observeUndici()]
  return () => {
    for (const stop of stops) stop()
  }
}
