import type { SnsProtocol } from '../sns/topics.ts'

/** Who can be busy or down together with the receiver of a subscription: its host, the mail server, a mapped name. */
export function targetOf(protocol: SnsProtocol, endpoint: string): string {
  switch (protocol) {
    case 'http':
    case 'https':
      return originOf(endpoint)
    case 'email':
    case 'email-json':
      return 'mail'
    case 'sms':
      return 'sms'
    case 'lambda':
      return endpoint
  }
}

function originOf(url: string): string {
  try {
    return new URL(url).origin
  } catch {
    return url
  }
}
