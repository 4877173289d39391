import { Buffer } from 'node:buffer'
import { type CheckOptions, defineCheck, type HealthCheck } from '../check.ts'

export interface HttpCheckOptions extends CheckOptions {
  readonly method?: 'GET' | 'HEAD' | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Which status means that all is well. Default: 200 to 299. */
  readonly accepts?: ((status: number) => boolean) | undefined
}

/**
 * Whether an address answers. Not critical unless told otherwise: when one service takes itself out because another is ill,
 * the illness spreads. Named after the host unless told otherwise; redirections are not followed.
 *
 * @param url - a user and a password in it are sent as basic authorization
 * @throws {TypeError} when it is no HTTP address
 */
export function httpCheck(url: string | URL, options: HttpCheckOptions = {}): HealthCheck {
  const { method = 'GET', accepts = (status: number) => status >= 200 && status < 300 } = options
  const { address, headers } = target(url, options.headers)
  return defineCheck({ name: new URL(address).hostname, critical: false }, options, async (signal) => {
    const answer = await fetch(address, { method, headers, signal, redirect: 'manual' })
    // Whatever it says, we do not need it; unread it would hold its connection.
    await answer.body?.cancel()
    const facts = { status: answer.status }
    return accepts(answer.status)
      ? { status: 'healthy', facts }
      : { status: 'unhealthy', reason: `answered ${answer.status}`, facts }
  })
}

function target(
  url: string | URL,
  headers: Readonly<Record<string, string>> = {},
): { readonly address: string; readonly headers: Readonly<Record<string, string>> } {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    // Without the address itself, which may hold a password.
    throw new TypeError('httpCheck: the address must be a URL that begins with http:// or https://')
  }
  const { username, password } = parsed
  if (username === '' && password === '') return { address: parsed.href, headers }
  parsed.username = ''
  parsed.password = ''
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    address: parsed.href,
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, ...headers },
  }
}
