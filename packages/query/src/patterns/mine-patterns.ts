import { joinDifferingWords, type MaskedCount } from './differing-words.ts'
import { kindOf, mask } from './mask.ts'
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
  let counts = new Map<string, number>()
  let limit = MAX_DISTINCT_TEXTS
  for (const text of texts) {
    const masked = mask(text)
    counts.set(masked, (counts.get(masked) ?? 0) + 1)
    if (counts.size > limit) {
      counts = toMap(joinDifferingWords(toList(counts)))
      // Texts that have nothing in common stay apart; joining them again at every text would be for nothing.
      limit = Math.max(MAX_DISTINCT_TEXTS, counts.size * 2)
    }
  }
  return joinDifferingWords(toList(counts)).map(toPattern).sort(byFrequency)
}

function toList(counts: ReadonlyMap<string, number>): readonly MaskedCount[] {
  return Array.from(counts, ([text, count]) => ({ text, count }))
}

function toMap(counts: readonly MaskedCount[]): Map<string, number> {
  const map = new Map<string, number>()
  for (const { text, count } of counts) map.set(text, (map.get(text) ?? 0) + count)
  return map
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
