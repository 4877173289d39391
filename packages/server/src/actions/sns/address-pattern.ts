/*
 * Which addresses the operator lets subscribers name: the server sends requests to them, from where it stands.
 */

/** Whether an address is of a kind. */
export type AddressPattern = (url: URL) => boolean

/**
 * A pattern is an address in which `*` stands for anything within the host, or within the path and query. Without a path it is
 * every path.
 *
 * @returns undefined for what is no pattern
 */
export function parseAddressPattern(text: string): AddressPattern | undefined {
  const [, protocol, host, path] = /^(https?:)\/\/([^\s/?#@]+)(\/[^\s#]*)?$/.exec(text) ?? []
  if (protocol === undefined || host === undefined) return undefined
  // As URLs have it: the usual port is not written.
  const hosts = glob(host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, ''))
  const paths = path === undefined || path === '/' ? undefined : glob(path)
  return (url) => url.protocol === protocol && hosts.test(url.host) && (paths?.test(url.pathname + url.search) ?? true)
}

/** Whether an address may be subscribed. No patterns: every one. */
export function addressRule(patterns: readonly string[]): (address: string) => boolean {
  if (patterns.length === 0) return () => true
  const parsed = patterns.flatMap((pattern) => parseAddressPattern(pattern) ?? [])
  return (address) => URL.canParse(address) && parsed.some((pattern) => pattern(new URL(address)))
}

function glob(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
