/**
 * What the writers sent and what became of it, and the check that the server has exactly that.
 *
 * Every event and datapoint carries the number of its batch, so that each can be accounted for:
 * - acknowledged: all of the batch is there, once;
 * - refused by an error answer: nothing of it is there;
 * - unknown, because the connection broke: all of it is there once, or nothing.
 */
export type Fate = 'acknowledged' | 'refused' | 'unknown'

export interface LogBatch {
  readonly id: number
  readonly count: number
  /** Milliseconds since the epoch of its first event; the others follow one millisecond apart. */
  readonly startMs: number
  /** The first so many events are EMF documents, each a sample of the metric `emf` at `slot`. */
  readonly emf: number
  readonly slot: number
  fate: Fate
}

export interface LogLedger {
  readonly group: string
  readonly stream: string
  readonly metric: string
  /** Events older than this have expired; undefined when they never do. */
  readonly retentionMs?: number
  readonly batches: LogBatch[]
  /** Whether the stream was deleted. */
  deleted: Fate | 'no'
}

export interface MetricBatch {
  readonly count: number
  readonly slot: number
  fate: Fate
}

export interface MetricLedger {
  readonly metric: string
  readonly batches: MetricBatch[]
}

/** Batches are told apart by the second they are of, so a metric has room for so many. */
export const SLOTS = 6_000
/** The metric's datapoints are spread over so many series, which a batch must reach together. */
export const SERIES = 3

export const NAMESPACE = 'Crash'

/** A log event's text. Padding makes batches differ in size. */
export function eventText(batch: LogBatch, index: number, ledger: LogLedger, slotsStartMs: number): string {
  const id = `${batch.id}.${index}/${batch.count}`
  if (index >= batch.emf) return `${id} ${'x'.repeat((batch.id * 37 + index * 11) % 300)}`
  const Metrics = [{ Name: ledger.metric, StorageResolution: 1 }]
  return JSON.stringify({
    id,
    _aws: {
      Timestamp: slotsStartMs + batch.slot * 1_000,
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics }],
    },
    [ledger.metric]: 2,
  })
}

/** The batch and index of an event, as read back. @throws {Error} when the text is not one that was written */
export function parseEvent(text: string): { readonly id: number; readonly index: number; readonly count: number } {
  const found = /^(?:\{"id":")?(\d+)\.(\d+)\/(\d+)/.exec(text)
  if (found === null) throw new Error(`an event that nobody wrote: ${text.slice(0, 100)}`)
  return { id: Number(found[1]), index: Number(found[2]), count: Number(found[3]) }
}

/** Which batches of a stream are there whole. Every deviation goes to `problems`. */
export function checkEvents(
  ledger: LogLedger,
  texts: readonly string[],
  readBetweenMs: readonly [number, number],
  problems: string[],
): ReadonlySet<number> {
  const where = `${ledger.group} ${ledger.stream}`
  const indexes = new Map<number, number[]>()
  for (const text of texts) {
    const { id, index } = parseEvent(text)
    const list = indexes.get(id)
    if (list === undefined) indexes.set(id, [index])
    else list.push(index)
  }
  const whole = new Set<number>()
  for (const batch of ledger.batches) {
    const found = indexes.get(batch.id) ?? []
    indexes.delete(batch.id)
    const expected = visible(batch, ledger.retentionMs, readBetweenMs)
    const present = found.length > 0
    const complete =
      found.length >= expected.atLeast &&
      found.length <= expected.atMost &&
      found.every((index, at) => at === 0 || index === (found[at - 1] ?? 0) + 1) &&
      (!present || found.at(-1) === batch.count - 1)
    if (present && !complete) {
      problems.push(`${where}: batch ${batch.id} (${batch.fate}, ${batch.count} events) has ${summary(found)}`)
    } else if (!present && batch.fate === 'acknowledged' && expected.atLeast > 0) {
      problems.push(`${where}: acknowledged batch ${batch.id} of ${batch.count} events is missing`)
    } else if (present && batch.fate === 'refused') {
      problems.push(`${where}: refused batch ${batch.id} is there`)
    }
    if (present) whole.add(batch.id)
  }
  for (const id of indexes.keys()) problems.push(`${where}: batch ${id} was never sent`)
  return whole
}

/** How many of a batch's events may be seen by a read between two moments, when old ones expire from its front. */
function visible(
  { count, startMs }: LogBatch,
  retentionMs: number | undefined,
  [beginMs, endMs]: readonly [number, number],
): { readonly atLeast: number; readonly atMost: number } {
  if (retentionMs === undefined) return { atLeast: count, atMost: count }
  const since = (limitMs: number) => Math.min(count, Math.max(0, startMs + count - Math.max(startMs, limitMs)))
  return { atLeast: since(endMs - retentionMs), atMost: since(beginMs - retentionMs) }
}

function summary(indexes: readonly number[]): string {
  return indexes.length > 20 ? `${indexes.length} events (${indexes.slice(0, 8)} ...)` : `events [${indexes}]`
}

/** @param samples count of samples by slot, for each series of the metric */
export function checkPoints(
  ledger: MetricLedger,
  samples: readonly ReadonlyMap<number, number>[],
  problems: string[],
): void {
  const slots = new Set<number>()
  for (const { count, slot, fate } of ledger.batches) {
    slots.add(slot)
    const found = samples.map((series) => series.get(slot) ?? 0)
    const whole = found.every((have, index) => have === seriesCount(count, index))
    const nothing = found.every((have) => have === 0)
    const right = fate === 'acknowledged' ? whole : fate === 'refused' ? nothing : whole || nothing
    if (!right) problems.push(`${ledger.metric}: batch at slot ${slot} (${fate}, ${count} points) has [${found}]`)
  }
  for (const series of samples) {
    for (const slot of series.keys())
      if (!slots.has(slot)) problems.push(`${ledger.metric}: a point at unused slot ${slot}`)
  }
}

/** Points that a batch of `count` gives to a series when they are dealt out in turn. */
export function seriesCount(count: number, series: number): number {
  return Math.ceil((count - series) / SERIES)
}

/** An EMF batch's samples must be there exactly when its events are. */
export function checkEmf(
  ledger: LogLedger,
  whole: ReadonlySet<number>,
  samples: ReadonlyMap<number, number>,
  problems: string[],
): void {
  for (const { id, emf, slot } of ledger.batches) {
    if (emf === 0) continue
    const found = samples.get(slot) ?? 0
    const expected = whole.has(id) ? emf : 0
    if (found !== expected) {
      problems.push(`${ledger.stream}: batch ${id} has ${found} EMF samples at slot ${slot}, not ${expected}`)
    }
  }
}
