export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Where the daemon takes segments, and where it passes questions on to X-Ray. */
export interface DaemonAddress {
  readonly udp: Endpoint
  readonly tcp: Endpoint
}

/**
 * Reads `host:port`, or `tcp:host:port udp:host:port` in any order.
 *
 * @throws {TypeError} for anything else
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html#xray-sdk-nodejs-configuration-envvars
 */
export function daemonAddress(text: string): DaemonAddress {
  const parts = text.trim().split(/\s+/)
  const named = (name: string) => parts.find((part) => part.startsWith(`${name}:`))?.slice(name.length + 1)
  const [only] = parts
  const udp = endpointOf((parts.length === 1 ? only : named('udp')) ?? '')
  const tcp = endpointOf((parts.length === 1 ? only : named('tcp')) ?? '')
  if (udp === undefined || tcp === undefined || parts.length > 2) {
    throw new TypeError(`the X-Ray daemon must be host:port, or tcp:host:port udp:host:port, got '${text}'`)
  }
  return { udp, tcp }
}

function endpointOf(text: string): Endpoint | undefined {
  const [, host = '', digits = ''] = /^(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})$/i.exec(text) ?? []
  const port = Number(digits)
  return host === '' || port < 1 || port > 65_535 ? undefined : { host: host.replace(/[[\]]/g, ''), port }
}
