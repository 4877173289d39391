import { expect, test } from 'vitest'
import type { StateValue } from '../state.ts'
import { type Hold, stepSuppression } from './suppression.ts'

const RULE = { waitMs: 2, extensionMs: 3 }

/** What happens to the composite alarm (`alarm`) and to its suppressor, by minute; both begin with OK. */
type Happening = readonly [minute: number, what: 'alarm' | 'suppressor', state: StateValue]

/** The documented timelines, with a wait of 2 minutes and an extension of 3. */
const TIMELINES: readonly (readonly [string, readonly Happening[], readonly string[]])[] = [
  ['the suppressor stays OK', [[2, 'alarm', 'ALARM']], ['t4 ALARM']],
  [
    'the suppressor comes within the wait',
    [
      [2, 'alarm', 'ALARM'],
      [3, 'suppressor', 'ALARM'],
    ],
    [],
  ],
  [
    'back within the wait',
    [
      [2, 'alarm', 'ALARM'],
      [3, 'alarm', 'OK'],
    ],
    ['t5 OK'],
  ],
  [
    'the suppressor is there before',
    [
      [1, 'suppressor', 'ALARM'],
      [2, 'alarm', 'ALARM'],
    ],
    [],
  ],
  [
    'the suppressor goes',
    [
      [1, 'suppressor', 'ALARM'],
      [2, 'alarm', 'ALARM'],
      [6, 'suppressor', 'OK'],
    ],
    ['t9 ALARM'],
  ],
  [
    'back within the extension',
    [
      [1, 'suppressor', 'ALARM'],
      [2, 'alarm', 'ALARM'],
      [6, 'suppressor', 'OK'],
      [7, 'alarm', 'OK'],
    ],
    ['t9 OK'],
  ],
  [
    'the suppressor comes again within the extension',
    [
      [1, 'suppressor', 'ALARM'],
      [2, 'alarm', 'ALARM'],
      [6, 'suppressor', 'OK'],
      [7, 'suppressor', 'ALARM'],
      [10, 'suppressor', 'OK'],
    ],
    ['t13 ALARM'],
  ],
  [
    'the suppressor comes and goes while nothing happens',
    [
      [1, 'suppressor', 'ALARM'],
      [3, 'suppressor', 'OK'],
    ],
    [],
  ],
]

test.each(TIMELINES)('%s', (_name, happenings, expected) => {
  expect(play(happenings)).toEqual(expected)
})

test('the wait shows', () => {
  const { hold } = stepSuppression(RULE, undefined, { kind: 'transition', suppressorActive: false }, 2)
  expect(hold).toEqual({ by: 'WaitPeriod', untilMs: 4 })
})

test('periods of no length', () => {
  const none = { waitMs: 0, extensionMs: 0 }
  expect(stepSuppression(none, undefined, { kind: 'transition', suppressorActive: false }, 2).run).toBe(true)
  expect(stepSuppression(none, { by: 'Alarm' }, { kind: 'suppressor', active: false }, 2).run).toBe(true)
})

/** The actions that run, with a minute as a millisecond. */
function play(happenings: readonly Happening[]): readonly string[] {
  const ran: string[] = []
  let hold: Hold | undefined
  let alarm: StateValue = 'OK'
  let suppressorActive = false
  for (let now = 0; now < 20; now += 1) {
    const apply = (event: Parameters<typeof stepSuppression>[2]): void => {
      const step = stepSuppression(RULE, hold, event, now)
      hold = step.hold
      if (step.run) ran.push(`t${now} ${alarm}`)
    }
    apply({ kind: 'time' })
    for (const [minute, what, state] of happenings) {
      if (minute !== now) continue
      if (what === 'alarm') {
        alarm = state
        apply({ kind: 'transition', suppressorActive })
      } else {
        suppressorActive = state === 'ALARM'
        apply({ kind: 'suppressor', active: suppressorActive })
      }
    }
  }
  return ran
}
