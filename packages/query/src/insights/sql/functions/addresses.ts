import { type Network, PRIVATE_NETWORKS, parseNetwork, RESERVED_NETWORKS } from '../../functions/addresses.ts'
import type { Writer } from '../expression.ts'
import { at, literalText, type SqlFunction } from './signature.ts'

/*
 * An IPv4 network as a regular expression of its addresses, which are spelled in one way only. An IPv6 address as hexadecimal
 * digits: a network is a stretch of those.
 */
export const ADDRESS_SQL: Readonly<Record<string, SqlFunction>> = {
  isValidIp: test((address) => `(${address.isV4} OR ${address.isV6})`),
  isValidIpV4: test((address) => address.isV4),
  isValidIpV6: test((address) => address.isV6),
  isIpInSubnet: inSubnet(undefined),
  isIpv4InSubnet: inSubnet(4),
  isIpv6InSubnet: inSubnet(16),
  ipv4ToNumber: (writer, args) => writer.dialect.ipv4Number(writer.once(writer.value(at(args, 0)))),
  isPrivateIP: test((address) => address.isIn(PRIVATE_NETWORKS.map(parsed))),
  isPublicIP: test((address) => {
    const special = address.isIn([...PRIVATE_NETWORKS, ...RESERVED_NETWORKS].map(parsed))
    return `((${address.isV4} OR ${address.isV6}) AND NOT ${special})`
  }),
  isReservedIP: test((address) => address.isIn(RESERVED_NETWORKS.map(parsed))),
}

interface Address {
  readonly isV4: string
  readonly isV6: string
  /** Never null. */
  isIn(networks: readonly Network[]): string
}

function test(write: (address: Address) => string): SqlFunction {
  return (writer, args) => {
    const text = writer.once(writer.value(at(args, 0)))
    return `CASE WHEN ${text} IS NOT NULL THEN ${write(addressOf(writer, text))} END`
  }
}

/** The network is written out in the query. */
function inSubnet(size: number | undefined): SqlFunction {
  return (writer, args) => {
    const network = parseNetwork(literalText(args, 1))
    const fits = network !== undefined && (size === undefined || network.bytes.length === size)
    return test((address) => address.isIn(fits ? [network] : []))(writer, args, at(args, 0))
  }
}

function parsed(text: string): Network {
  const network = parseNetwork(text)
  if (network === undefined) throw new Error(`BUG: ${text} is no network`)
  return network
}

function addressOf(writer: Writer, text: string): Address {
  const { dialect } = writer
  const matches = (regex: string): string => dialect.matches(text, writer.param(regex))
  // A search for a colon is fast, and most addresses have none.
  const isV6 = (): string => `(${dialect.contains(text, `':'`)} AND ${matches(IPV6)})`
  return {
    get isV4() {
      return matches(`^${IPV4}$`)
    },
    get isV6() {
      return isV6()
    },
    isIn: (networks) => {
      const v4 = networks.filter(({ bytes }) => bytes.length === 4)
      const v6 = networks.filter(({ bytes }) => bytes.length === 16)
      // One look at the text for all networks: as a number it would be computed anew for each.
      const tests = v4.length === 0 ? [] : [matches(`^(?:${v4.map(networkRegex).join('|')})$`)]
      if (v6.length > 0) {
        const digits = writer.once(`CASE WHEN ${isV6()} THEN ${dialect.ipv6Digits(text)} END`)
        for (const { bytes, bits } of v6) {
          const [first, last] = ends(bytes, bits).map((end) => Buffer.from(end).toString('hex')) as [string, string]
          tests.push(`${digits} BETWEEN ${writer.param(first)} AND ${writer.param(last)}`)
        }
      }
      return tests.length === 0 ? 'false' : `coalesce(${tests.join(' OR ')}, false)`
    },
  }
}

/** The addresses of an IPv4 network, as they are spelled. */
function networkRegex({ bytes, bits }: Network): string {
  return bytes
    .map((byte, i) => {
      const free = 0xff >> Math.min(8, Math.max(0, bits - i * 8))
      if (free === 0xff) return OCTET
      return `(?:${Array.from({ length: free + 1 }, (_, more) => (byte & ~free) + more).join('|')})`
    })
    .join('[.]')
}

/** The first and the last address of a network. */
function ends(bytes: readonly number[], bits: number): readonly [readonly number[], readonly number[]] {
  const free = (i: number): number => 0xff >> Math.min(8, Math.max(0, bits - i * 8))
  return [bytes.map((byte, i) => byte & ~free(i) & 0xff), bytes.map((byte, i) => byte | free(i))]
}

const OCTET = '(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])'
const IPV4 = `${OCTET}(?:[.]${OCTET}){3}`
const GROUP = '[0-9a-fA-F]{1,4}'
const LAST = `(?:${GROUP}:${GROUP}|${IPV4})`

/** @see https://www.rfc-editor.org/rfc/rfc3986#appendix-A */
const IPV6: string = `^(?:${[
  `(?:${GROUP}:){6}${LAST}`,
  `::(?:${GROUP}:){5}${LAST}`,
  `(?:${GROUP})?::(?:${GROUP}:){4}${LAST}`,
  `(?:(?:${GROUP}:){0,1}${GROUP})?::(?:${GROUP}:){3}${LAST}`,
  `(?:(?:${GROUP}:){0,2}${GROUP})?::(?:${GROUP}:){2}${LAST}`,
  `(?:(?:${GROUP}:){0,3}${GROUP})?::${GROUP}:${LAST}`,
  `(?:(?:${GROUP}:){0,4}${GROUP})?::${LAST}`,
  `(?:(?:${GROUP}:){0,5}${GROUP})?::${GROUP}`,
  `(?:(?:${GROUP}:){0,6}${GROUP})?::`,
].join('|')})$`
