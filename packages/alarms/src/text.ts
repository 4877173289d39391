/*
 * How CloudWatch writes numbers and times in reasons, as Java does: `50.0`, `1.0E9`, `2026-09-14T11:18:44.123+0000`.
 */
import { MONTHS, WEEKDAYS } from '@atalaya/model'

/** A number with a decimal point; in scientific notation below 0.001 and from ten million on. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [mantissa = '', exponent] = value.toExponential().split('e')
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
  }
  const text = Object.is(value, -0) ? '-0' : String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** `26/02/26 10:14:00`, UTC. */
export function shortTime(timeMs: number): string {
  const iso = new Date(timeMs).toISOString()
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-')
  return `${day}/${month}/${year.slice(-2)} ${iso.slice(11, 19)}`
}

/** `2026-09-14T11:18:44.123+0000`. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '+0000')
}

/** `Friday 22 July, 2022 15:57:45 UTC`. */
export function longTime(timeMs: number): string {
  const date = new Date(timeMs)
  const day = `${WEEKDAYS[date.getUTCDay()]} ${String(date.getUTCDate()).padStart(2, '0')} ${MONTHS[date.getUTCMonth()]}`
  return `${day}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}

/** A number that is always written with a decimal point in {@link jsonText}. */
export class Double {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** JSON text that {@link jsonText} takes as it is. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** JSON in which a {@link Double} is written as CloudWatch writes it. Undefined members are left out. */
export function jsonText(value: unknown): string {
  if (value instanceof Double) return Number.isFinite(value.value) ? numberText(value.value) : 'null'
  if (value instanceof JsonText) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
