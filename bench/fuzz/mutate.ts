import type { Random } from '@atalaya/testkit'

const NASTY: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  -0.5,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '😀'.repeat(40),
  'x'.repeat(5_000),
  '../../etc/passwd',
  "'; DROP TABLE events; --",
  '$.a',
  '%',
  '*',
  '[',
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: { prototype: {} } },
  ['x', 1, null],
]

/** A value like the given one with one or a few things about it changed. */
export function mutate(value: unknown, random: Random, depth = 0): unknown {
  if (random.below(12) === 0) return random.pick(NASTY)
  if (Array.isArray(value)) {
    const list = value.map((item) => (random.below(3) === 0 ? mutate(item, random, depth + 1) : item))
    if (random.below(8) === 0) return list.concat(list, list)
    if (random.below(8) === 0) list.pop()
    return list
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, member]): [string, unknown] => [
      random.below(20) === 0 ? random.pick(['', '__proto__', 'x', key.toUpperCase()]) : key,
      random.below(3) === 0 ? mutate(member, random, depth + 1) : member,
    ])
    if (random.below(8) === 0) entries.splice(random.below(entries.length + 1), 1)
    return Object.fromEntries(entries)
  }
  if (typeof value === 'string') return mutateText(value, random)
  if (typeof value === 'number') return random.pick([value + 1, -value, value * 1_000, value / 3, 0, String(value)])
  return value
}

export function mutateText(text: string, random: Random): string {
  let result = text
  for (let edits = 1 + random.below(3); edits > 0; edits -= 1) {
    const at = random.below(result.length + 1)
    switch (random.below(5)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + 1 + random.below(4))
        break
      case 1:
        result = result.slice(0, at) + random.pick(ALPHABET) + result.slice(at)
        break
      case 2:
        result = result.slice(0, at)
        break
      case 3:
        result = result.slice(0, at) + result.slice(random.below(result.length + 1))
        break
      default:
        result = result.slice(at) + result.slice(0, at)
    }
    if (result.length > 4_000) result = result.slice(0, 4_000)
  }
  return result
}

const ALPHABET = [
  ...'{}[]()$.*%"\'\\|&?!=<>+-^,: \t\n0aZé',
  '&&',
  '||',
  'IS',
  'NOT EXISTS',
  '...',
  '[*]',
  '\u0000',
  '😀',
  '%(a+)+$%',
]

/** The bytes with some of them changed, cut or doubled. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  switch (random.below(4)) {
    case 0:
      return copy.subarray(0, random.below(copy.length + 1))
    case 1:
      return Buffer.concat([copy, copy])
    default:
      for (let edits = 1 + random.below(8); edits > 0 && copy.length > 0; edits -= 1) {
        copy[random.below(copy.length)] = random.below(256)
      }
      return copy
  }
}
