import { createTransport, type Transporter } from 'nodemailer'
import type { Outcome } from '../outbox/delivery.ts'

/** How mail leaves. */
export interface MailOptions {
  /** Of the SMTP server; undefined: no mail is sent. */
  readonly host: string | undefined
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
  /** `starttls` insists on it, `tls` begins with it, `off` does not use it even if offered. */
  readonly tls: 'starttls' | 'tls' | 'off'
  readonly from: string
}

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

const TIMEOUT_MS = 30_000
const NOT_CONFIGURED = 'No mail server is configured. Set ATALAYA_SMTP_HOST.'

/** Sends mail through the operator's SMTP server. */
export class Mailer {
  readonly #options: MailOptions
  #transport: Transporter | undefined

  constructor(options: MailOptions) {
    this.#options = options
  }

  async send(mail: Mail): Promise<Outcome> {
    const { host, from } = this.#options
    if (host === undefined) return { ok: false, permanent: true, error: NOT_CONFIGURED }
    this.#transport ??= this.#connect(host)
    try {
      await this.#transport.sendMail({ from, to: mail.to, subject: mail.subject, text: mail.text })
      return { ok: true }
    } catch (error) {
      const { message, responseCode = 0 } = error as Error & { responseCode?: number }
      // SMTP's 5xx are for good, unless it is ourselves that were not let in: the operator will mend that.
      const permanent = responseCode >= 500 && responseCode !== 530 && responseCode !== 535
      return { ok: false, permanent, error: `${host}: ${message}` }
    }
  }

  close(): void {
    this.#transport?.close()
  }

  #connect(host: string): Transporter {
    const { port, user, password = '', tls } = this.#options
    return createTransport({
      host,
      port,
      secure: tls === 'tls',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'off',
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      ...(user === undefined ? {} : { auth: { user, pass: password } }),
    })
  }
}
