import { createHash } from 'node:crypto'
import type { Value } from '../bound.ts'
import { finite } from '../value.ts'
import { regexOf, regexProblem, replacementParts } from './patterns.ts'
import { type FunctionSpec, literal, optional, param } from './signature.ts'

type Example = NonNullable<FunctionSpec['example']>

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const TEXT_FUNCTIONS: readonly FunctionSpec[] = [
  {
    family: 'text',
    name: 'isempty',
    summary: 'Whether the field is missing or an empty text.',
    params: [param('a', 'any')],
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a]) => a === null || a === '',
    example: ['isempty(nofield)', '1'],
  },
  {
    family: 'text',
    name: 'isblank',
    summary: 'Whether the field is missing, empty or has nothing but white space.',
    params: [param('a', 'any')],
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a]) => a === null || (typeof a === 'string' && BLANK.test(a)),
    example: ['isblank("  ")', '1'],
  },
  {
    family: 'text',
    name: 'concat',
    summary: 'The texts one after the other; absent if one of them is.',
    params: [],
    rest: { type: 'text', min: 1 },
    returns: 'text',
    nulls: 'null',
    evaluate: (args) => args.join(''),
    example: ['concat("a", 1, "b")', 'a1b'],
  },
  trim('ltrim', 'at the beginning', true, false, ['ltrim("xyZxyfooxyZ", "xyZ")', 'fooxyZ']),
  trim('rtrim', 'at the end', false, true, ['rtrim("xyZfooxyxyZ", "xyZ")', 'xyZfoo']),
  trim('trim', 'at both ends', true, true, ['trim("xyZxyfooxyxyZ", "xyZ")', 'foo']),
  {
    family: 'text',
    name: 'strlen',
    summary: 'Number of characters (Unicode code points).',
    params: [param('a', 'text')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => [...(a as string)].length,
    example: ['strlen("héllo")', '5'],
  },
  convert('toupper', 'In upper case.', (a) => a.toUpperCase(), ['toupper("aé")', 'AÉ']),
  convert('tolower', 'In lower case.', (a) => a.toLowerCase(), ['tolower("AÉ")', 'aé']),
  {
    family: 'text',
    name: 'substr',
    summary: 'Characters from a place (from 0) on, all or so many.',
    params: [param('a', 'text'), param('start', 'number'), optional('length', 'number')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a, start, length]) => substr(a as string, start as number, length as number | undefined),
    example: ['substr("xyZfooxyZ", 3, 3)', 'foo'],
  },
  {
    family: 'text',
    name: 'replace',
    summary: 'Every occurrence of a text replaced by another.',
    params: [param('a', 'text'), param('search', 'text'), param('replacement', 'text')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a, search, replacement]) =>
      search === '' ? (a as string) : (a as string).split(search as string).join(replacement as string),
    example: ['replace("a-b-c", "-", "+")', 'a+b+c'],
  },
  {
    family: 'text',
    name: 'regexReplace',
    aliases: ['regex_replace'],
    summary:
      'Every match of a regular expression (RE2) replaced; `$1` to `$9` in the replacement stand for groups, `$$` for a dollar.',
    params: [
      param('a', 'text'),
      literal('regex', 'text', (value) => regexProblem(value as string)),
      literal('replacement', 'text'),
    ],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a, regex, replacement]) => {
      const parts = replacementParts(replacement as string)
      return regexOf(regex as string).replace(a as string, (groups) =>
        parts.map((part) => (typeof part === 'number' ? (groups[part] ?? '') : part)).join(''),
      )
    },
    example: ['regexReplace("id=17", "[0-9]+", "N")', 'id=N'],
  },
  {
    family: 'text',
    name: 'strcontains',
    summary: 'Whether a text contains another; with `true` or 1 as third argument cases do not differ.',
    params: [param('a', 'text'), param('search', 'text'), optional('ignoreCase', 'flag')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, search, ignoreCase]) =>
      ignoreCase === true
        ? (a as string).toLowerCase().includes((search as string).toLowerCase())
        : (a as string).includes(search as string),
    example: ['strcontains("Hello", "ell")', '1'],
  },
  edge('startsWith', 'begins', (a, part) => a.startsWith(part), ['startsWith("hello", "he")', '1']),
  edge('endsWith', 'ends', (a, part) => a.endsWith(part), ['endsWith("hello", "he")', '0']),
  convert('urlencode', 'Percent-encoded, as in a URL.', encode, ['urlencode("a b/c")', 'a%20b%2Fc']),
  convert('urldecode', 'Percent-encoding and plus signs undone; absent when it is wrong.', decode, [
    'urldecode("a%20b+c")',
    'a b c',
  ]),
  convert('base64encode', 'The UTF-8 of a text in Base64.', (a) => Buffer.from(a).toString('base64'), [
    'base64encode("héllo")',
    'aMOpbGxv',
  ]),
  convert('base64decode', 'Base64 undone; absent when it is wrong or no UTF-8.', decodeBase64, [
    'base64decode("aGk=")',
    'hi',
  ]),
  {
    family: 'text',
    name: 'split',
    summary: 'The list of the parts between a delimiter.',
    params: [param('a', 'text'), param('delimiter', 'text')],
    returns: 'json',
    nulls: 'null',
    evaluate: ([a, delimiter]) => JSON.stringify(delimiter === '' ? [a] : (a as string).split(delimiter as string)),
    example: ['split("a,b", ",")', '["a","b"]'],
  },
  convert('hexToAscii', 'The bytes that hexadecimal digits spell, as text; absent when it is wrong.', hexToAscii, [
    'hexToAscii("48656c6c6f")',
    'Hello',
  ]),
  {
    family: 'text',
    name: 'hexToDec',
    summary: 'The number that hexadecimal digits spell, `0x` before them or not; absent when it is wrong.',
    params: [param('a', 'text')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => {
      const found = /^(-?)(?:0[xX])?([0-9a-fA-F]{1,16})$/.exec(a as string)
      if (found === null) return null
      const value = Number.parseInt(found[2] as string, 16)
      return finite(found[1] === '-' ? -value : value)
    },
    example: ['hexToDec("0xff")', '255'],
  },
  {
    family: 'text',
    name: 'decToHex',
    summary: 'The whole part of a number in hexadecimal digits after `0x`.',
    params: [param('a', 'number')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a]) => {
      const value = Math.trunc(a as number)
      return `${value < 0 ? '-' : ''}0x${Math.abs(value).toString(16)}`
    },
    example: ['decToHex(255)', '0xff'],
  },
  convert(
    'md5',
    'MD5 of the UTF-8 of a text, in hexadecimal digits.',
    (a) => createHash('md5').update(a).digest('hex'),
    ['md5("a")', '0cc175b9c0f1b6a831c399e269772661'],
  ),
  convert(
    'sha256',
    'SHA-256 of the UTF-8 of a text, in hexadecimal digits.',
    (a) => createHash('sha256').update(a).digest('hex'),
    ['sha256("a")', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  ),
]

const BLANK = /^[ \t\n\r\f\v]*$/

function convert(name: string, summary: string, compute: (a: string) => Value, example: Example): FunctionSpec {
  return {
    family: 'text',
    name,
    summary,
    params: [param('a', 'text')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a]) => compute(a as string),
    example,
  }
}

function edge(name: string, verb: string, holds: (a: string, part: string) => boolean, example: Example): FunctionSpec {
  return {
    family: 'text',
    name,
    summary: `Whether a text ${verb} with another.`,
    params: [param('a', 'text'), param('part', 'text')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, part]) => holds(a as string, part as string),
    example,
  }
}

function trim(name: string, where: string, left: boolean, right: boolean, example: Example): FunctionSpec {
  return {
    family: 'text',
    name,
    summary: `Without the blanks ${where}, or without the characters of the second argument there.`,
    params: [param('a', 'text'), optional('characters', 'text')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a, characters = ' \t\n\r\f\v']) => {
      const taken = new Set(characters as string)
      const all = [...(a as string)]
      let start = 0
      let end = all.length
      while (left && start < end && taken.has(all[start] as string)) start += 1
      while (right && end > start && taken.has(all[end - 1] as string)) end -= 1
      return all.slice(start, end).join('')
    },
    example,
  }
}

function substr(text: string, start: number, length: number | undefined): string {
  const from = Math.max(0, Math.trunc(start))
  const end = length === undefined ? undefined : from + Math.max(0, Math.trunc(length))
  return [...text].slice(from, end).join('')
}

function encode(text: string): string | null {
  try {
    return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  } catch {
    // Half of a surrogate pair has no UTF-8.
    return null
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

function decodeBase64(text: string): string | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null
  return utf8(Buffer.from(text, 'base64'))
}

function hexToAscii(text: string): string | null {
  return /^(?:[0-9a-fA-F]{2})*$/.test(text) ? utf8(Buffer.from(text, 'hex')) : null
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
