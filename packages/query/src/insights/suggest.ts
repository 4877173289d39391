/** Words that differ in so many letters or fewer are taken for misspelt. */
const MAX_DISTANCE = 2

/** `. Did you mean avg?` for a word that is nearly one of these, else nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const lower = word.toLowerCase()
  // Short words are all alike.
  let best = Math.min(MAX_DISTANCE, Math.floor(lower.length / 3)) + 1
  let found: string | undefined
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase(), best)
    if (distance < best) {
      best = distance
      found = candidate
    }
  }
  return found === undefined ? '' : `. Did you mean ${found}?`
}

/** Letters to insert, drop, replace or swap with the next; `limit` or more when there are that many. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (last[j] as number) + 1,
          (row[j - 1] as number) + 1,
          (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? (before[j - 2] as number) + 1 : limit,
        ),
      )
    }
    ;[before, last] = [last, row]
  }
  return last[b.length] as number
}
