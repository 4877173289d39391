/** Numbers and times in words. Pure. */

/** JSON has no NaN: a number that is none arrives as null, and is shown as 0. */
export function round(value: number, digits: number): string {
  return Number(value).toLocaleString('en', { maximumFractionDigits: digits, useGrouping: true })
}

export function count(value: number): string {
  if (value >= 10) return round(value, 0)
  return round(value, value < 1 ? 2 : 1)
}

/** Without the sign. */
export function percent(value: number): string {
  return round(value, value > 0 && value < 10 ? 1 : 0)
}

export function inPercent(value: number): string {
  return `${percent(value)} %`
}

export function perSecond(value: number): string {
  return `${count(value)} a second`
}

export function ms(value: number): string {
  if (value >= 60_000) return `${round(value / 60_000, 1)} min`
  if (value >= 1_000) return `${round(value / 1_000, value < 10_000 ? 2 : 1)} s`
  return `${round(value, value < 10 ? 1 : 0)} ms`
}

/** For the side of a chart. */
export function shortMs(value: number): string {
  return value >= 1_000 ? `${round(value / 1_000, 1)} s` : `${round(value, 0)} ms`
}

export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let amount = value
  let index = 0
  while (amount >= 1_024 && index < units.length - 1) {
    amount /= 1_024
    index++
  }
  return `${round(amount, amount < 10 ? 1 : 0)} ${units[index]}`
}

/** A value of an alert. */
export function amount(value: number | null, unit: string): string {
  if (value === null) return '–'
  if (unit === 'ms') return ms(value)
  return `${unit === '%' ? percent(value) : round(value, 2)}${unit === '' ? '' : ` ${unit}`}`
}

export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3_600) return `${Math.floor(whole / 60)} min`
  if (whole < 86_400) return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3_600)} h`
}

/** Hours and minutes where the reader is; empty when it is no time. */
export function clock(time: number | string): string {
  return clockWithSeconds(time).slice(0, 5)
}

export function clockWithSeconds(time: number | string): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return ''
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** @param now - the time of the service, whose clock may be another than that of the browser */
export function since(iso: string, now: string): string {
  return `${clock(iso)}, for ${lasting((Date.parse(now) - Date.parse(iso)) / 1_000)}`
}

/** `circuitBreakers` is `circuit breakers`. */
export function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
