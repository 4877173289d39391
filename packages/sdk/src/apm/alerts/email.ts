import { isMissing } from '../../traces/otel.ts'
import { type Notifier, NotifyFailed } from './notifier.ts'

/** As much of nodemailer as is needed. */
export interface NodemailerLike {
  createTransport(
    url: string,
    defaults: object,
  ): {
    sendMail(mail: {
      readonly from: string
      readonly to: string
      readonly subject: string
      readonly text: string
    }): Promise<unknown>
  }
}

export interface EmailOptions {
  readonly to: string
  /** Default: the address that it goes to. */
  readonly from?: string | undefined
  /** `smtp://user:password@host:port`, or `smtps:`. */
  readonly smtpUrl: string
  /** Default: `import('nodemailer')`, the first time that mail is sent. */
  readonly load?: (() => Promise<NodemailerLike>) | undefined
}

/** Tells by mail. Needs the package `nodemailer`, which is loaded with the first mail. */
export function emailNotifier({ to, from = to, smtpUrl, load = loadNodemailer }: EmailOptions): Notifier {
  let transport: ReturnType<NodemailerLike['createTransport']> | undefined
  return {
    name: 'email',
    async notify({ kind, text, service, environment, timeMs }) {
      if (smtpUrl === '') throw new NotifyFailed('the setting alerts.smtpUrl is empty')
      transport ??= (await load().catch(sayWhatIsMissing)).createTransport(smtpUrl, TIMEOUTS)
      const subject = oneLine(`[${kind}] ${service} (${environment}): ${text}`)
      await transport.sendMail({
        from,
        to,
        subject,
        text: `${text}\n\n${service}, ${environment}, ${new Date(timeMs).toISOString()}\n`,
      })
    },
  }
}

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 10_000 } as const

async function loadNodemailer(): Promise<NodemailerLike> {
  // Inside a `try`, where it stands: by that bundlers know that the package may be missing, and bundle the rest.
  try {
    const { createTransport } = await import('nodemailer')
    return { createTransport: (url, defaults) => createTransport({ url, ...defaults }) }
  } catch (error) {
    return sayWhatIsMissing(error)
  }
}

function sayWhatIsMissing(error: unknown): never {
  throw isMissing(error) ? new NotifyFailed('not installed: npm install nodemailer') : error
}

/** A line feed in a subject would begin another header. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ')
}
