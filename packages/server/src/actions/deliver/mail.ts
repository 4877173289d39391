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
  /** Certificates of the authorities that are trusted, in PEM; undefined: the usual ones. */
  readonly ca: string | undefined
  readonly from: string
}

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

const TIMEOUT_MS = 30_000
/** Errors of addresses and of what was sent. @see https://nodemailer.com/errors */
const ABOUT_THE_MAIL: readonly string[] = ['EENVELOPE', 'EMESSAGE']
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
      const { message, code = '', responseCode = 0 } = error as Error & { code?: string; responseCode?: number }
      // SMTP's 5xx about this mail are for good. That we are not let in, or cannot encrypt, the operator will mend.
      const permanent = ABOUT_THE_MAIL.includes(code) && responseCode >= 500 && responseCode !== 530
      return { ok: false, permanent, error: `${host}: ${message}` }
    }
  }

  close(): void {
    this.#transport?.close()
  }

  #connect(host: string): Transporter {
    const { port, user, password = '', tls, ca } = this.#options
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
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(user === undefined ? {} : { auth: { user, pass: password } }),
    })
  }
}
