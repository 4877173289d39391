import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import type { Option } from '../options.ts'

/** How far back, or from when on. */
export type Since = { readonly agoMs: number } | { readonly timeMs: number }

/** `5m`, or a time with date as ISO 8601 writes it, as `aws logs tail` takes them. */
export function since(summary: string, fallback: string): Option<Since> {
  return {
    summary,
    placeholder: 'TIME',
    expects: 'an age such as 30s, 5m, 2h, 1d or 1w, or a time such as 2026-01-02T03:04:05Z',
    parse: parseSince,
    fallback: parseSince(fallback)!,
    shown: fallback,
  }
}

export function parseSince(text: string): Since | undefined {
  const age = /^(\d{1,9})([smhdw])$/.exec(text)
  if (age !== null) return { agoMs: Number(age[1]) * UNIT_MS[age[2] as keyof typeof UNIT_MS] }
  const timeMs = /^\d{4}-\d\d-\d\d([T ][\d:.]+)?(Z|[+-]\d\d:?\d\d)?$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(timeMs) ? undefined : { timeMs }
}

const UNIT_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS } as const

export function sinceMs(value: Since, nowMs: number): number {
  return 'timeMs' in value ? value.timeMs : Math.max(0, nowMs - value.agoMs)
}
