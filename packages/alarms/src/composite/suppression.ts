/**
 * When the actions of a composite alarm run while another alarm, the suppressor, can hold them back.
 *
 * A change of state runs no actions at once: for the wait period the suppressor has the chance to come. When it is in ALARM the
 * actions are held; when it leaves ALARM they are held for the extension period more. At the end of either period the actions
 * of the state of that time run.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
import { unreachable } from '@atalaya/model'

export interface SuppressionRule {
  readonly waitMs: number
  readonly extensionMs: number
}

/** What holds the actions back; undefined: nothing does, or there are none. */
export type Hold =
  | { readonly by: 'Alarm' }
  | { readonly by: 'WaitPeriod' | 'ExtensionPeriod'; readonly untilMs: number }

export type SuppressionEvent =
  /** The composite alarm came into another state. */
  | { readonly kind: 'transition'; readonly suppressorActive: boolean }
  /** The suppressor came into ALARM or left it. */
  | { readonly kind: 'suppressor'; readonly active: boolean }
  /** Time went by. */
  | { readonly kind: 'time' }

export interface SuppressionStep {
  readonly hold: Hold | undefined
  /** The actions of the present state run now. */
  readonly run: boolean
}

export function stepSuppression(
  rule: SuppressionRule,
  hold: Hold | undefined,
  event: SuppressionEvent,
  nowMs: number,
): SuppressionStep {
  switch (event.kind) {
    case 'transition':
      if (event.suppressorActive) return { hold: { by: 'Alarm' }, run: false }
      return held('WaitPeriod', rule.waitMs, nowMs)
    case 'suppressor':
      // Nothing waits to be run: there is nothing to hold back either.
      if (hold === undefined) return { hold, run: false }
      if (event.active) return { hold: { by: 'Alarm' }, run: false }
      return hold.by === 'Alarm' ? held('ExtensionPeriod', rule.extensionMs, nowMs) : { hold, run: false }
    case 'time':
      return hold !== undefined && hold.by !== 'Alarm' && nowMs >= hold.untilMs
        ? { hold: undefined, run: true }
        : { hold, run: false }
    default:
      return unreachable(event)
  }
}

function held(by: 'WaitPeriod' | 'ExtensionPeriod', ms: number, nowMs: number): SuppressionStep {
  return ms === 0 ? { hold: undefined, run: true } : { hold: { by, untilMs: nowMs + ms }, run: false }
}
