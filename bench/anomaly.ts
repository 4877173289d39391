/**
 * Claim: the anomaly band finds injected faults in seasonal series with few false alarms; printed are precision and recall.
 *
 * 40 series of five-minute datapoints with hours, weekdays, trend and noise of their own. Two weeks are learned from, faults
 * included; in the third week six faults of each series (spikes, drops, shifts, flat lines; 15 minutes to three hours) are to be
 * found. An alarm of 2 out of 3 datapoints on the band is judged: a fault is found when the alarm goes off within it; an alarm
 * that goes off elsewhere is false. The peer is the mean of the two weeks plus and minus so many standard deviations.
 *
 * ANOMALY_SERIES changes the number of series, ANOMALY_SEED the chance.
 */
import { type AnomalyModel, band, type TrainingPoint, train } from '@atalaya/alarms'
import { DAY_MS, MINUTE_MS } from '@atalaya/model'
import { random } from '@atalaya/testkit'
import { report, setting } from './support/report.ts'

const SERIES = setting('ANOMALY_SERIES', 40)
const SEED = setting('ANOMALY_SEED', 1)
const STEP_MS: number = 5 * MINUTE_MS
const START_MS = Date.parse('2026-10-05T00:00:00Z')
const LEARNED: number = (14 * DAY_MS) / STEP_MS
const JUDGED: number = (7 * DAY_MS) / STEP_MS
const FAULTS = 6

interface Labelled {
  readonly points: readonly TrainingPoint[]
  /** Of the judged week: indices into `points`. */
  readonly faults: readonly (readonly [from: number, to: number])[]
}

const { next: chance } = random(SEED)
const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
const between = (low: number, high: number): number => low + chance() * (high - low)

const all = Array.from({ length: SERIES }, labelled)
const rows = [2, 3, 4].flatMap((width) => {
  const ours = all.map((one) => judged(one, bandsOf(one, width)))
  const theirs = all.map((one) => judged(one, flatBands(one, width)))
  return [
    { what: `band of ${width} deviations`, claim: '', measured: words(ours) },
    { what: `peer: mean and ${width} deviations`, claim: '', measured: words(theirs) },
  ]
})
const first = all[0] as Labelled
const before = performance.now()
for (let round = 0; round < 20; round += 1) train(first.points.slice(0, LEARNED))
rows.push({
  what: 'training on 4,032 points',
  claim: '',
  measured: `${((performance.now() - before) / 20).toFixed(1)} ms`,
})
report(`anomaly: ${SERIES} series, ${SERIES * FAULTS} faults`, rows)

function labelled(): Labelled {
  const level = between(20, 500)
  const daily = level * between(0.1, 0.5)
  const weekend = between(0.3, 1)
  const slope = (level * between(-0.1, 0.2)) / LEARNED
  const spread = level * between(0.02, 0.06)
  const phase = between(0, 2 * Math.PI)
  const usual = Array.from({ length: LEARNED + JUDGED }, (_, index) => {
    const timeMs = START_MS + index * STEP_MS
    const season = level + daily * Math.sin(((timeMs % DAY_MS) / DAY_MS) * 2 * Math.PI + phase)
    const isWeekend = [0, 6].includes(new Date(timeMs).getUTCDay())
    return season * (isWeekend ? weekend : 1) + slope * index + spread * normal()
  })
  const values = [...usual]
  for (let index = 0; index < 2; index += 1) fault(values, Math.floor(between(0, LEARNED - 50)), daily, spread)
  // One to a stretch of the week, so that they do not touch.
  const stretch = Math.floor(JUDGED / FAULTS)
  const faults = Array.from({ length: FAULTS }, (_, index) => {
    return fault(values, LEARNED + index * stretch + Math.floor(between(5, stretch - 45)), daily, spread)
  })
  return { points: values.map((value, index) => ({ timeMs: START_MS + index * STEP_MS, value })), faults }
}

/** Puts a fault in, and returns its range. */
function fault(values: number[], from: number, daily: number, spread: number): readonly [number, number] {
  const to = from + Math.floor(between(3, 36))
  const size = between(6, 15) * spread + 0.2 * daily
  const kind = Math.floor(chance() * 4)
  const frozen = (values[from] ?? 0) + size
  for (let index = from; index < to; index += 1) {
    const value = values[index] ?? 0
    if (kind === 0) values[index] = value + size * between(0.8, 1.5)
    else if (kind === 1) values[index] = value - size * between(0.8, 1.5)
    else if (kind === 2) values[index] = value + size
    else values[index] = frozen
  }
  return [from, to]
}

type Bands = readonly { readonly lower: number; readonly upper: number }[]

function bandsOf({ points }: Labelled, width: number): Bands {
  const model = train(points.slice(0, LEARNED)) as AnomalyModel
  return band(
    model,
    points.map(({ timeMs }) => timeMs),
    width,
  )
}

function flatBands({ points }: Labelled, width: number): Bands {
  const values = points.slice(0, LEARNED).map(({ value }) => value)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return points.map(() => ({ lower: mean - width * deviation, upper: mean + width * deviation }))
}

interface Judged {
  readonly found: number
  readonly faults: number
  readonly alarms: number
  readonly falseAlarms: number
}

function judged({ points, faults }: Labelled, bands: Bands): Judged {
  const isBad = points.map(({ value }, index) => {
    const limits = bands[index]
    return limits !== undefined && (value < limits.lower || value > limits.upper)
  })
  const inAlarm = points.map((_, index) => isBad.slice(Math.max(0, index - 2), index + 1).filter(Boolean).length >= 2)
  const found = new Set<number>()
  let alarms = 0
  let falseAlarms = 0
  for (let index = LEARNED; index < points.length; index += 1) {
    if (!inAlarm[index]) continue
    const goesOff = !inAlarm[index - 1]
    // Two datapoints after its end the alarm may still see it.
    const cause = faults.findIndex(([from, to]) => index >= from && index < to + 2)
    if (cause !== -1) found.add(cause)
    if (goesOff) alarms += 1
    if (goesOff && cause === -1) falseAlarms += 1
  }
  return { found: found.size, faults: faults.length, alarms, falseAlarms }
}

function words(results: readonly Judged[]): string {
  const sum = (pick: (result: Judged) => number): number => results.reduce((total, result) => total + pick(result), 0)
  const [found, faults, alarms, wrong] = [
    sum((result) => result.found),
    sum((result) => result.faults),
    sum((result) => result.alarms),
    sum((result) => result.falseAlarms),
  ]
  const perWeek = (wrong / results.length).toFixed(1)
  const precision = alarms === 0 ? 'none' : ((alarms - wrong) / alarms).toFixed(3)
  return `precision ${precision}, recall ${(found / faults).toFixed(3)}, ${perWeek} false alarms a week`
}
