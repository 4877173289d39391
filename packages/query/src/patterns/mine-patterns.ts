import { joinDifferingWords, type MaskedCount } from './differing-words.ts'
import { kindOf, Masker, markOf, NAME_NUMBER } from './mask.ts'
import { severityOf } from './severity.ts'

/*
 * Finds what texts have in common. Two steps: parts that differ by nature (times, ids, numbers) are masked in each text alone;
 * then words that differ between otherwise equal texts become tokens. The first step is linear in the texts and leaves few
 * distinct ones, so the second works on little.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData_Patterns.html
 */

/** What texts have in common. */
export interface MinedPattern {
  /** With a token such as `<Time-1>` for each part that differs, numbered from left to right. */
  readonly pattern: string
  /** How many texts have it. */
  readonly sampleCount: number
  /** `ERROR`, `WARN`, `INFO`…; undefined when the text names no level. */
  readonly severityLabel: string | undefined
}

/** Distinct masked texts that are kept before they are joined. */
const MAX_DISTINCT_TEXTS = 20_000
const MARK = /[\ue000-\ue005]/g
const ENCODER = new TextEncoder()
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** The patterns of texts, most frequent first, then by text. Every text belongs to exactly one. */
export function minePatterns(texts: Iterable<string>): readonly MinedPattern[] {
  const mine = new PatternMine()
  for (const text of texts) mine.add(text)
  return mine.patterns()
}

/** Takes texts one by one. Needs as much memory as the distinct ones among them once they are masked, up to a bound. */
export class PatternMine {
  readonly #masker = new Masker()
  #joined: readonly MaskedCount[] = []
  #byHash: Map<number, MaskedTexts[]> = new Map()
  #distinct = 0
  #utf8 = new Uint8Array(1 << 12)

  add(text: string): void {
    if (this.#utf8.length < text.length * 3) this.#utf8 = new Uint8Array(text.length * 4)
    this.addUtf8(this.#utf8, 0, ENCODER.encodeInto(text, this.#utf8).written)
  }

  /** A text by its bytes, which are not kept. */
  addUtf8(bytes: Uint8Array, start: number, end: number): void {
    const masker = this.#masker
    masker.mask(bytes, start, end)
    const same = this.#byHash.get(masker.hash)
    const known = same?.find((texts) => texts.isOf(masker))
    if (known !== undefined) {
      known.add(masker.nameNumbers)
      return
    }
    const first = new MaskedTexts(masker)
    if (same === undefined) this.#byHash.set(masker.hash, [first])
    else same.push(first)
    this.#distinct += 1
    if (this.#distinct >= MAX_DISTINCT_TEXTS) this.#join()
  }

  /** The patterns of what was added so far, most frequent first, then by text. */
  patterns(): readonly MinedPattern[] {
    this.#join()
    return this.#joined.map(toPattern).sort(byFrequency)
  }

  #join(): void {
    const settled = [...this.#byHash.values()].flatMap((same) => same.map((texts) => texts.settle()))
    this.#joined = joinDifferingWords([...this.#joined, ...settled])
    this.#byHash = new Map()
    this.#distinct = 0
  }
}

/** Texts that are equal once masked, and which of the numbers in their names differ. */
class MaskedTexts {
  readonly #words: Int32Array
  readonly #length: number
  readonly #nameNumbers: readonly number[]
  readonly #differs: boolean[] = []
  #count = 1

  constructor({ words, length, nameNumbers }: Masker) {
    this.#words = words.slice(0, (length + 3) >> 2)
    this.#length = length
    this.#nameNumbers = [...nameNumbers]
  }

  isOf({ words, length }: Masker): boolean {
    const own = this.#words
    if (this.#length !== length) return false
    for (let i = 0; i < own.length; i += 1) if (own[i] !== words[i]) return false
    return true
  }

  add(nameNumbers: readonly number[]): void {
    this.#count += 1
    for (let i = 0; i < nameNumbers.length; i += 1) {
      if (nameNumbers[i] !== this.#nameNumbers[i]) this.#differs[i] = true
    }
  }

  /** A number that was the same in all of them is part of the name: `s3`. */
  settle(): MaskedCount {
    let at = 0
    const text = DECODER.decode(new Uint8Array(this.#words.buffer, 0, this.#length)).replaceAll(NAME_NUMBER, () => {
      const number = this.#differs[at] === true ? markOf('Number') : String(this.#nameNumbers[at] ?? '1').slice(1)
      at += 1
      return number
    })
    return { text, count: this.#count }
  }
}

function toPattern({ text, count }: MaskedCount): MinedPattern {
  let number = 0
  const pattern = text.replace(MARK, (mark) => {
    number += 1
    return `<${kindOf(mark)}-${number}>`
  })
  return { pattern, sampleCount: count, severityLabel: severityOf(text) }
}

function byFrequency(a: MinedPattern, b: MinedPattern): number {
  return b.sampleCount - a.sampleCount || (a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : 0)
}
