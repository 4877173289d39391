import { isIP } from 'node:net'
import type { AddressBlock } from './pattern.ts'

export interface Address {
  readonly version: 4 | 6
  readonly value: bigint
}

const WIDTH = { 4: 32, 6: 128 } as const

/** The number of an IP address; undefined for any other text. */
export function parseAddress(text: string): Address | undefined {
  const version = isIP(text)
  if (version === 4) return { version, value: parseV4(text) }
  // A zone says which network card, not which address.
  if (version === 6) return { version, value: parseV6(text.split('%')[0] ?? '') }
  return undefined
}

/** `10.0.0.0/24`; undefined for any other text. Bits beyond the length are ignored, as EventBridge does. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [, host = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const address = parseAddress(host)
  const bits = Number(length)
  if (address === undefined || bits > WIDTH[address.version]) return undefined
  return { version: address.version, base: address.value, bits }
}

export function isInBlock({ version, base, bits }: AddressBlock, address: Address): boolean {
  if (address.version !== version) return false
  const rest = BigInt(WIDTH[version] - bits)
  return base >> rest === address.value >> rest
}

function parseV4(text: string): bigint {
  return text.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n)
}

function parseV6(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted !== null) {
    const tail = parseV4(dotted[2] ?? '')
    return parseV6(`${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`)
  }
  const [head = '', tail] = text.split('::')
  const front = groups(head)
  const back = groups(tail ?? '')
  const zeros = new Array<string>(tail === undefined ? 0 : 8 - front.length - back.length).fill('0')
  return [...front, ...zeros, ...back].reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n)
}

function groups(text: string): readonly string[] {
  return text === '' ? [] : text.split(':')
}
