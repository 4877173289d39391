import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { type Clock, DAY_MS } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import { selfSignedCertificate } from './certificate.ts'

/** `1` signs with SHA1, `2` with SHA256. A topic says which. */
export type SignatureVersion = '1' | '2'

const KIND = 'sns-signing'
const KEY = 'key'
const KEY_BITS = 2048
const VALID_MS = 10 * 365 * DAY_MS
/** The clock of a receiver may be behind ours. */
const EARLIER_MS = DAY_MS

interface StoredKey {
  readonly privateKey: string
  readonly certificate: string
  /** Hexadecimal. */
  readonly serial: string
}

/** The key that signs SNS messages, and its certificate, which receivers fetch by HTTP. Made when it is first needed. */
export class SnsSigning {
  readonly #control: ControlStore
  readonly #clock: Clock
  #making: Promise<StoredKey> | undefined
  #parsed: { readonly text: string; readonly key: KeyObject } | undefined

  constructor(control: ControlStore, clock: Clock) {
    this.#control = control
    this.#clock = clock
  }

  /** Base64 of the signature of `text`. */
  async sign(text: string, version: SignatureVersion): Promise<string> {
    const { privateKey } = await this.#key()
    if (this.#parsed?.text !== privateKey) this.#parsed = { text: privateKey, key: createPrivateKey(privateKey) }
    return sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), this.#parsed.key).toString('base64')
  }

  /** Where the certificate is to be found on this server. */
  async certificatePath(): Promise<string> {
    return pathOf(await this.#key())
  }

  /** The certificate in PEM form, if `path` is where it is. */
  certificateAt(path: string): string | undefined {
    const key = this.#stored()
    return key !== undefined && pathOf(key) === path ? key.certificate : undefined
  }

  #stored(): StoredKey | undefined {
    return this.#control.get(KIND, KEY) as StoredKey | undefined
  }

  async #key(): Promise<StoredKey> {
    const stored = this.#stored()
    if (stored !== undefined) return stored
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return await this.#making
  }

  async #make(): Promise<StoredKey> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS })
    const serial = randomBytes(16)
    // Positive without a leading zero.
    serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
    const nowMs = this.#clock.now()
    const certificate = selfSignedCertificate({
      privateKey,
      commonName: 'sns.atalaya.local',
      serial,
      notBeforeMs: nowMs - EARLIER_MS,
      notAfterMs: nowMs + VALID_MS,
    })
    const body: StoredKey = {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificate,
      serial: serial.toString('hex'),
    }
    await this.#control.commit([{ kind: KIND, key: KEY, body }])
    return body
  }
}

/** The name that AWS gives the file. */
function pathOf({ serial }: StoredKey): string {
  return `/SimpleNotificationService-${serial}.pem`
}
