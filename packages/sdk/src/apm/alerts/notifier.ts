import type { AlertEvent } from './evaluate.ts'

/** What is said of an alert, for whoever is to be told. */
export interface AlertNotice extends AlertEvent {
  readonly service: string
  readonly environment: string
  /** `memory 91.2 % is above 85 %` */
  readonly text: string
}

/** Tells somebody. */
export interface Notifier {
  /** `slack`: what a warning calls it. */
  readonly name: string
  /** A rejection ends in a warning, with the type of the error or the words of a `NotifyFailed`. */
  notify(notice: AlertNotice): Promise<void>
}

/** A failure whose words hold no address. */
export class NotifyFailed extends Error {
  override readonly name: string = 'NotifyFailed'
}

export function noticeOf(
  event: AlertEvent,
  { name, environment }: { readonly name: string; readonly environment: string },
): AlertNotice {
  return { ...event, service: name, environment, text: textOf(event) }
}

function textOf({ kind, isReminder, name, value, above, unit, sinceMs, timeMs }: AlertEvent): string {
  const number = (amount: number) => `${Number(amount.toPrecision(4))}${unit === '' ? '' : ` ${unit}`}`
  const now = value === undefined ? '' : ` ${number(value)}`
  const lasting = durationText(timeMs - sinceMs)
  if (kind === 'firing')
    return `${name}${now} is ${isReminder ? 'still ' : ''}above ${number(above)}${isReminder ? ` after ${lasting}` : ''}`
  return value === undefined
    ? `${name} is over after ${lasting}: nothing is measured any more`
    : `${name}${now} is no longer above ${number(above)} after ${lasting}`
}

function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
