import { joinDifferingWords, type MaskedCount } from './differing-words.ts'
import { kindOf, markOf, mask, NAME_NUMBER } from './mask.ts'
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

/** The patterns of texts, most frequent first, then by text. Every text belongs to exactly one. */
export function minePatterns(texts: Iterable<string>): readonly MinedPattern[] {
  let joined: readonly MaskedCount[] = []
  let counts = new Map<string, MaskedTexts>()
  for (const text of texts) {
    const { text: masked, nameNumbers } = mask(text)
    const known = counts.get(masked)
    if (known === undefined) counts.set(masked, new MaskedTexts(masked, nameNumbers))
    else known.add(nameNumbers)
    if (counts.size < MAX_DISTINCT_TEXTS) continue
    joined = joinDifferingWords([...joined, ...Array.from(counts.values(), (texts) => texts.settle())])
    counts = new Map()
  }
  const rest = Array.from(counts.values(), (same) => same.settle())
  return joinDifferingWords([...joined, ...rest])
    .map(toPattern)
    .sort(byFrequency)
}

/** Texts that are equal once masked, and which of the numbers in their names differ. */
class MaskedTexts {
  readonly #text: string
  readonly #nameNumbers: readonly string[]
  readonly #differs: boolean[] = []
  #count = 1

  constructor(text: string, nameNumbers: readonly string[]) {
    this.#text = text
    this.#nameNumbers = nameNumbers
  }

  add(nameNumbers: readonly string[]): void {
    this.#count += 1
    for (let i = 0; i < nameNumbers.length; i += 1) {
      if (nameNumbers[i] !== this.#nameNumbers[i]) this.#differs[i] = true
    }
  }

  /** A number that was the same in all of them is part of the name: `s3`. */
  settle(): MaskedCount {
    let at = 0
    const text = this.#text.replaceAll(NAME_NUMBER, () => {
      const number = this.#differs[at] === true ? markOf('Number') : (this.#nameNumbers[at] ?? '')
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
