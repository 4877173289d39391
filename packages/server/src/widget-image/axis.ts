import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'

export interface Tick {
  readonly at: number
  readonly label: string
}

export interface Scale {
  readonly min: number
  readonly max: number
  readonly ticks: readonly Tick[]
}

export interface ScaleOptions {
  /** Bounds that the caller set. */
  readonly min: number | undefined
  readonly max: number | undefined
  /** Whether values are measured from 0, as areas and bars are. */
  readonly fromZero: boolean
  /** How many steps there is room for. */
  readonly steps: number
}

/** A scale of round numbers around values; around 0 to 1 when there are none. */
export function valueScale(values: Iterable<number>, { min, max, fromZero, steps }: ScaleOptions): Scale {
  let low = fromZero ? 0 : Number.POSITIVE_INFINITY
  let high = fromZero ? 0 : Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) [low, high] = [0, 1]
  // Closer together than numbers can tell in steps is the same.
  if (high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-9 || high - low < 1e-300) {
    // Nothing moves: the line goes through the middle.
    const room = Math.abs(low) < 1e-290 ? 1 : Math.abs(low) * 0.1
    ;[low, high] = fromZero && Math.abs(high) < 1e-290 ? [0, 1] : [low - room, high + room]
  }
  low = min ?? low
  high = max ?? high
  if (!(low < high)) high = low + Math.max(1, Math.abs(low) * 0.1)
  const step = niceStep((high - low) / Math.max(1, steps))
  const from = min ?? Math.floor(low / step + 1e-9) * step
  const to = max ?? Math.ceil(high / step - 1e-9) * step
  const ticks: Tick[] = []
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index += 1) {
    ticks.push({ at: index * step, label: numberText(index * step, step) })
  }
  return { min: from, max: to, ticks }
}

/** 1, 2, 2.5 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 2.5, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power
}

const SUFFIXES: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
]

/** With as many decimals as neighbours need to differ. */
export function numberText(value: number, step: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e15 || size < 1e-6) return value.toExponential(2)
  const [unit, suffix] = SUFFIXES.find(([least]) => size >= least) ?? [1, '']
  const decimals = Math.min(8, Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9) + (isRound(step / unit) ? 0 : 1)))
  const text = (value / unit).toFixed(decimals)
  return (decimals > 0 ? text.replace(/\.?0+$/, '') : text) + suffix
}

/** Whether one digit says it: 2.5 needs one more. */
function isRound(step: number): boolean {
  const digits = step / 10 ** Math.floor(Math.log10(step) + 1e-9)
  return Math.abs(digits - Math.round(digits)) < 1e-6
}

const TIME_STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 30, 91, 182, 365].map((days) => days * DAY_MS),
]

/** Round times of a range in a time zone; days where a day begins, hours and minutes otherwise. */
export function timeTicks(startMs: number, endMs: number, offsetMinutes: number, most: number): readonly Tick[] {
  const offsetMs = offsetMinutes * MINUTE_MS
  const longest = TIME_STEPS_MS.at(-1) as number
  const wanted = (endMs - startMs) / Math.max(1, most)
  const step = TIME_STEPS_MS.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / longest) * longest
  const ticks: Tick[] = []
  for (let local = Math.ceil((startMs + offsetMs) / step) * step; local - offsetMs <= endMs; local += step) {
    ticks.push({ at: local - offsetMs, label: timeText(local, step) })
  }
  return ticks
}

function timeText(localMs: number, step: number): string {
  const iso = new Date(localMs).toISOString()
  if (localMs % DAY_MS === 0 || step >= DAY_MS) return `${iso.slice(5, 7)}/${iso.slice(8, 10)}`
  return step < MINUTE_MS ? iso.slice(11, 19) : iso.slice(11, 16)
}
