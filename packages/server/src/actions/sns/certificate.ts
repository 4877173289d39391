/*
 * The certificate that SNS messages are signed with: self-signed, X.509 version 3, in the Distinguished Encoding Rules. Node can
 * read certificates but not make them.
 *
 * https://datatracker.ietf.org/doc/html/rfc5280#section-4.1
 */
import { createPublicKey, type KeyObject, sign } from 'node:crypto'

export interface CertificateFields {
  /** Holds the RSA key that is certified and that signs. */
  readonly privateKey: KeyObject
  readonly commonName: string
  /** Positive, at most 20 bytes. */
  readonly serial: Uint8Array
  /** Both between 1950 and 2049. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** The certificate in PEM form. */
export function selfSignedCertificate(fields: CertificateFields): string {
  const { privateKey, commonName, serial, notBeforeMs, notAfterMs } = fields
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(OID_COMMON_NAME, tagged(UTF8_STRING, Buffer.from(commonName)))))
  const version3 = tagged(0xa0, integer(Uint8Array.of(2)))
  const validity = sequence(utcTime(notBeforeMs), utcTime(notAfterMs))
  const toBeSigned = sequence(version3, integer(serial), SHA256_WITH_RSA, name, validity, name, publicKey)
  const signature = sign('sha256', toBeSigned, privateKey)
  // The zero: no bit of the last byte is unused.
  const whole = sequence(toBeSigned, SHA256_WITH_RSA, tagged(BIT_STRING, Uint8Array.of(0), signature))
  const lines =
    Buffer.from(whole)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const INTEGER = 0x02
const BIT_STRING = 0x03
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const SEQUENCE = 0x30
const SET = 0x31

/** 2.5.4.3 */
const OID_COMMON_NAME = Uint8Array.of(0x06, 0x03, 0x55, 0x04, 0x03)
/** 1.2.840.113549.1.1.11, and no parameters. */
const SHA256_WITH_RSA = sequence(
  Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
  Uint8Array.of(0x05, 0x00),
)

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(SEQUENCE, ...parts)
}

function set(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(SET, ...parts)
}

/** Unsigned: a leading zero keeps the first bit from being a sign. */
function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first)
  return (digits[0] ?? 0) >= 0x80 ? tagged(INTEGER, Uint8Array.of(0), digits) : tagged(INTEGER, digits)
}

/** `YYMMDDhhmmssZ` */
function utcTime(timeMs: number): Uint8Array {
  const digits = new Date(timeMs).toISOString().replaceAll(/\D/g, '').slice(2, 14)
  return tagged(UTC_TIME, Buffer.from(`${digits}Z`))
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts)
  return Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content])
}

/** Up to 127 in one byte; more as a count of bytes and the bytes. */
function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 | bytes.length, ...bytes)
}
