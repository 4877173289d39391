import type { Value } from '../bound.ts'
import { type FunctionSpec, param } from './signature.ts'

/*
 * IP addresses. An address is 4 or 16 bytes; nothing but the address may stand in the text: no blanks, no port, no zone.
 */

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const ADDRESS_FUNCTIONS: readonly FunctionSpec[] = [
  check('isValidIp', 'Whether a text is an IPv4 or IPv6 address.', (ip) => ip !== undefined, ['isValidIp("::1")', '1']),
  check('isValidIpV4', 'Whether a text is an IPv4 address.', (ip) => ip?.length === 4, ['isValidIpV4("1.2.3.4")', '1']),
  check('isValidIpV6', 'Whether a text is an IPv6 address.', (ip) => ip?.length === 16, [
    'isValidIpV6("1.2.3.4")',
    '0',
  ]),
  inSubnet('isIpInSubnet', 'Whether an address lies in a network.', undefined, [
    'isIpInSubnet("10.1.2.3", "10.0.0.0/8")',
    '1',
  ]),
  inSubnet('isIpv4InSubnet', 'Whether an IPv4 address lies in an IPv4 network.', 4, [
    'isIpv4InSubnet("192.0.2.9", "192.0.2.0/24")',
    '1',
  ]),
  inSubnet('isIpv6InSubnet', 'Whether an IPv6 address lies in an IPv6 network.', 16, [
    'isIpv6InSubnet("2001:db8::1", "2001:db8::/32")',
    '1',
  ]),
  {
    family: 'address',
    name: 'ipv4ToNumber',
    summary: 'An IPv4 address as a number; absent for anything else.',
    params: [param('a', 'text')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => {
      const ip = parseAddress(a as string)
      return ip?.length === 4 ? ip.reduce((sum, byte) => sum * 256 + byte, 0) : null
    },
    example: ['ipv4ToNumber("1.2.3.4")', '16909060'],
  },
  check('isPrivateIP', 'Whether an IPv4 address is private (RFC 1918).', (ip) => isIn(ip, PRIVATE_NETWORKS), [
    'isPrivateIP("192.168.1.1")',
    '1',
  ]),
  check(
    'isPublicIP',
    'Whether a text is an address that is neither private nor reserved.',
    (ip) => ip !== undefined && !isIn(ip, PRIVATE_NETWORKS) && !isIn(ip, RESERVED_NETWORKS),
    ['isPublicIP("8.8.8.8")', '1'],
  ),
  check(
    'isReservedIP',
    'Whether an address is set aside by the IANA registries for special purposes, private networks not counted.',
    (ip) => isIn(ip, RESERVED_NETWORKS),
    ['isReservedIP("127.0.0.1")', '1'],
  ),
]

/** @see https://www.rfc-editor.org/rfc/rfc1918 */
export const PRIVATE_NETWORKS: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
export const RESERVED_NETWORKS: readonly string[] = [
  '0.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '::ffff:0:0/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

/** The bytes of an address, 4 or 16; undefined for what is none. */
export function parseAddress(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

export interface Network {
  readonly bytes: readonly number[]
  readonly bits: number
}

/** `10.0.0.0/8`; an address alone is a network of itself. Undefined for what is neither. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/')
  const bytes = parseAddress(slash === -1 ? text : text.slice(0, slash))
  if (bytes === undefined) return undefined
  const length = slash === -1 ? String(bytes.length * 8) : text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(length) || Number(length) > bytes.length * 8) return undefined
  return { bytes, bits: Number(length) }
}

/** Whether an address lies in a network of the same family. */
export function networkContains({ bytes, bits }: Network, address: readonly number[]): boolean {
  if (address.length !== bytes.length) return false
  for (let i = 0; i * 8 < bits; i += 1) {
    const mask = bits >= (i + 1) * 8 ? 0xff : (0xff << ((i + 1) * 8 - bits)) & 0xff
    if (((address[i] as number) & mask) !== ((bytes[i] as number) & mask)) return false
  }
  return true
}

function isIn(address: readonly number[] | undefined, networks: readonly string[]): boolean {
  return address !== undefined && networks.some((text) => networkContains(parseNetwork(text) as Network, address))
}

function parseV4(text: string): readonly number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return undefined
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, i) =>
    (half === '' ? [] : half.split(':')).flatMap((group, place, groups) =>
      groupBytes(group, i === halves.length - 1 && place === groups.length - 1),
    ),
  )
  if (head === undefined || head.includes(-1) || tail?.includes(-1) === true) return undefined
  if (tail === undefined) return head.length === 16 ? head : undefined
  const gap = 16 - head.length - tail.length
  return gap >= 2 ? [...head, ...Array.from({ length: gap }, () => 0), ...tail] : undefined
}

/** Two bytes of a group, four of an IPv4 address at the end of all; -1 among them for nonsense. */
function groupBytes(group: string, isLast: boolean): readonly number[] {
  if (/^[0-9a-fA-F]{1,4}$/.test(group)) return [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]
  return isLast && group.includes('.') ? (parseV4(group) ?? [-1]) : [-1]
}

function check(
  name: string,
  summary: string,
  holds: (address: readonly number[] | undefined) => boolean,
  example: NonNullable<FunctionSpec['example']>,
): FunctionSpec {
  return {
    family: 'address',
    name,
    summary,
    params: [param('a', 'text')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a]) => holds(parseAddress(a as string)),
    example,
  }
}

function inSubnet(
  name: string,
  summary: string,
  size: number | undefined,
  example: NonNullable<FunctionSpec['example']>,
): FunctionSpec {
  return {
    family: 'address',
    name,
    summary,
    params: [param('a', 'text'), param('network', 'text')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, network]: readonly Value[]) => {
      const address = parseAddress(a as string)
      const parsed = parseNetwork(network as string)
      if (address === undefined || parsed === undefined) return false
      return (size === undefined || address.length === size) && networkContains(parsed, address)
    },
    example,
  }
}
