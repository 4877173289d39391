import { markOf } from './mask.ts'

/*
 * Words that differ between texts that are otherwise equal: `user bob logged in`, `user ann logged in`, `user eve logged in` are
 * one pattern. The outcome does not depend on the order of the texts.
 *
 * Masked texts with the same punctuation and the same number of words are compared word by word. Where texts agree at every place
 * but one, that place becomes a token if three or more words stand there, or if one of them holds a mark already (`u12` beside
 * `u<Number>`). A place with very many words becomes a token whatever the rest says. Levels such as ERROR and INFO never do: a
 * pattern has one severity.
 */

/** How many words at one place, all else being equal, make it a token. */
const MIN_DISTINCT = 3
/** How many words at one place make it a token whatever the rest says: keeps the work bounded. */
const MAX_DISTINCT = 50
/** Tokens found in one round may reveal others in the next. */
const MAX_ROUNDS = 4

const WORDS = /[\p{L}\p{N}_\ue000-\ue005]+(?:[-.@][\p{L}\p{N}_\ue000-\ue005]+)*/gu
const MARK = /[\ue000-\ue005]/
const LEVEL = /^(?:fatal|critical|crit|error|err|severe|warn|warning|notice|info|information|debug|trace|verbose)$/i

/** A masked text and how many texts have it. */
export interface MaskedCount {
  readonly text: string
  readonly count: number
}

interface Entry {
  readonly words: string[]
  count: number
}

/** Masked texts with tokens at the places that differ; texts that became equal are added up. */
export function joinDifferingWords(texts: readonly MaskedCount[]): readonly MaskedCount[] {
  const families = new Map<string, Entry[]>()
  for (const { text, count } of texts) {
    const words: string[] = []
    const frame = text.replace(WORDS, (word) => {
      words.push(word)
      return '\0'
    })
    const family = families.get(frame)
    if (family === undefined) families.set(frame, [{ words, count }])
    else family.push({ words, count })
  }
  return [...families].flatMap(([frame, entries]) =>
    joinFamily(entries).map(({ words, count }) => ({ text: fill(frame, words), count })),
  )
}

function joinFamily(entries: readonly Entry[]): readonly Entry[] {
  let joined = maskBusyPlaces(merge(entries))
  for (let round = 0; round < MAX_ROUNDS && joined.length > 1; round += 1) {
    const before = joined.length
    for (const place of differingPlaces(joined)) joined = joinAt(joined, place)
    if (joined.length === before) break
  }
  return joined
}

/** Places at which not all entries have the same word. */
function differingPlaces(entries: readonly Entry[]): readonly number[] {
  const first = entries[0]?.words ?? []
  return first.flatMap((word, place) => (entries.some(({ words }) => words[place] !== word) ? [place] : []))
}

/** Places with more words than anybody would call one text. */
function maskBusyPlaces(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= MAX_DISTINCT) return entries
  let changed = false
  for (const place of differingPlaces(entries)) {
    const distinct = new Set(entries.map(({ words }) => words[place] ?? ''))
    if (distinct.size <= MAX_DISTINCT) continue
    const token = commonToken(distinct)
    for (const { words } of entries) if (!isLevel(words[place])) words[place] = token
    changed = true
  }
  return changed ? merge(entries) : entries
}

/** Makes one place a token where the texts that agree everywhere else differ enough there. */
function joinAt(entries: readonly Entry[], place: number): readonly Entry[] {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (isLevel(entry.words[place])) continue
    const rest = entry.words.with(place, '').join('\0')
    const group = groups.get(rest)
    if (group === undefined) groups.set(rest, [entry])
    else group.push(entry)
  }
  let changed = false
  for (const group of groups.values()) {
    const distinct = new Set(group.map(({ words }) => words[place] ?? ''))
    if (distinct.size < MIN_DISTINCT && !(distinct.size > 1 && [...distinct].some((word) => MARK.test(word)))) continue
    const token = commonToken(distinct)
    for (const { words } of group) words[place] = token
    changed = true
  }
  return changed ? merge(entries) : entries
}

/** One word for several: names that differ in their number keep their letters, ids stay ids, anything else is a token. */
function commonToken(words: ReadonlySet<string>): string {
  const number = markOf('Number')
  const shapes = new Set(Array.from(words, (word) => word.replace(/\d+$/, number)))
  const [shape] = shapes
  if (shapes.size === 1 && shape !== undefined && MARK.test(shape)) return shape
  const id = markOf('ID')
  return words.has(id) ? id : markOf('Token')
}

function merge(entries: readonly Entry[]): readonly Entry[] {
  const merged = new Map<string, Entry>()
  for (const entry of entries) {
    const key = entry.words.join('\0')
    const same = merged.get(key)
    if (same === undefined) merged.set(key, { ...entry })
    else same.count += entry.count
  }
  return [...merged.values()]
}

function isLevel(word: string | undefined): boolean {
  return word !== undefined && LEVEL.test(word)
}

function fill(frame: string, words: readonly string[]): string {
  let at = 0
  return frame.replaceAll('\0', () => words[at++] ?? '')
}
