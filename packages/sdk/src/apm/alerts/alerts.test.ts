import { fixedClock } from '@atalaya/model'
import { expect, test, vi } from 'vitest'
import { isUnobserved } from '../../context/unobserved.ts'
import { loadSettings } from '../../settings/settings.ts'
import { MemoryLogs } from '../../testing/memory-logs.ts'
import { MemorySend } from '../../testing/memory-send.ts'
import { Alerts } from './alerts.ts'
import { emailNotifier } from './email.ts'
import { type AlertRule, type AlertSnapshot, type AlertStates, evaluateAlerts } from './evaluate.ts'
import { type AlertNotice, type Notifier, noticeOf } from './notifier.ts'
import { standardRules } from './rules.ts'
import { slackNotifier, webhookNotifier } from './webhooks.ts'

const CALM: Omit<AlertSnapshot, 'timeMs'> = {
  memoryPercent: 40,
  cpuPercent: 10,
  diskPercent: 50,
  requests: 100,
  errorRatePercent: 0,
  responseTimeMs: 20,
}

/** Every 15 s one letter: `o` below the threshold, `X` above, `-` no value. What is told: `F` firing, `R` resolved, `.` nothing. */
function timeline(values: string, cooldownMs: number): string {
  const number = { o: 80, X: 91, '-': undefined }
  let states: AlertStates = new Map()
  return [...values]
    .map((letter, index) => {
      const rule: AlertRule = { name: 'disk', value: () => number[letter as 'X'], above: 80, unit: '%' }
      const evaluation = evaluateAlerts([rule], { ...CALM, timeMs: index * 15_000 }, states, cooldownMs)
      states = evaluation.states
      return evaluation.events.map(({ kind }) => (kind === 'firing' ? 'F' : 'R')).join('') || '.'
    })
    .join('')
}

// The cooldown is four evaluations, a minute.
test.each`
  why                                       | values          | told
  ${'the threshold itself is not above it'} | ${'ooo'}        | ${'...'}
  ${'fires at once, and is over at once'}   | ${'oXo'}        | ${'.FR'}
  ${'is told again after every cooldown'}   | ${'XXXXXXXXXo'} | ${'F...F...FR'}
  ${'swings: again only when it lasts'}     | ${'XoXXXXo'}    | ${'FR..F.R'}
  ${'swings: short ones stay silent'}       | ${'XoXoXo'}     | ${'FR..FR'}
  ${'swings within the cooldown only'}      | ${'XoXo'}       | ${'FR..'}
  ${'after the cooldown it is news'}        | ${'XoooX'}      | ${'FR..F'}
  ${'no value is no reason to fire'}        | ${'--X-'}       | ${'..FR'}
`('$why', ({ values, told }: { values: string; told: string }) => {
  expect(timeline(values, 60_000)).toBe(told)
})

test('without a cooldown every evaluation tells', () => {
  expect(timeline('XXo', 0)).toBe('FFR')
})

test('a clock that is set back does not silence an alert', () => {
  const rule: AlertRule = { name: 'r', value: () => 2, above: 1 }
  const first = evaluateAlerts([rule], { ...CALM, timeMs: 10_000_000 }, new Map(), 60_000)
  const second = evaluateAlerts([rule], { ...CALM, timeMs: 5_000_000 }, first.states, 60_000)
  expect(second.events).toHaveLength(1)
})

test.each`
  rule               | change                                     | fires
  ${'memory'}        | ${{ memoryPercent: 85 }}                   | ${false}
  ${'memory'}        | ${{ memoryPercent: 85.1 }}                 | ${true}
  ${'cpu'}           | ${{ cpuPercent: 80 }}                      | ${false}
  ${'cpu'}           | ${{ cpuPercent: 80.1 }}                    | ${true}
  ${'disk'}          | ${{ diskPercent: 90 }}                     | ${false}
  ${'disk'}          | ${{ diskPercent: 90.1 }}                   | ${true}
  ${'disk'}          | ${{ diskPercent: undefined }}              | ${false}
  ${'error rate'}    | ${{ errorRatePercent: 5 }}                 | ${false}
  ${'error rate'}    | ${{ errorRatePercent: 5.1 }}               | ${true}
  ${'error rate'}    | ${{ errorRatePercent: 100, requests: 9 }}  | ${false}
  ${'error rate'}    | ${{ errorRatePercent: 100, requests: 10 }} | ${true}
  ${'response time'} | ${{ responseTimeMs: 2_000 }}               | ${false}
  ${'response time'} | ${{ responseTimeMs: 2_001 }}               | ${true}
  ${'response time'} | ${{ responseTimeMs: 60_000, requests: 1 }} | ${false}
`('$rule with $change fires: $fires', ({ rule, change, fires }: { rule: string; change: object; fires: boolean }) => {
  const rules = standardRules(loadSettings({ env: {} }).alerts)
  const { events } = evaluateAlerts(rules, { ...CALM, ...change, timeMs: 0 }, new Map(), 1)
  expect(events.map(({ name }) => name)).toEqual(fires ? [rule] : [])
})

test.each`
  event                                                               | text
  ${{ kind: 'firing', value: 91.234 }}                                | ${'disk 91.23 % is above 90 %'}
  ${{ kind: 'firing', value: 95, isReminder: true, timeMs: 300_000 }} | ${'disk 95 % is still above 90 % after 5 min'}
  ${{ kind: 'resolved', value: 12, timeMs: 5_400_000 }}               | ${'disk 12 % is no longer above 90 % after 1 h 30 min'}
  ${{ kind: 'resolved', value: undefined, timeMs: 45_000 }}           | ${'disk is over after 45 s: nothing is measured any more'}
  ${{ kind: 'firing', value: 1_234_567, unit: '' }}                   | ${'disk 1235000 is above 90'}
`('"$text"', ({ event, text }: { event: object; text: string }) => {
  const base = {
    kind: 'firing',
    isReminder: false,
    name: 'disk',
    value: 0,
    above: 90,
    unit: '%',
    sinceMs: 0,
    timeMs: 0,
  }
  expect(noticeOf({ ...base, ...event } as never, { name: 'api', environment: 'test' }).text).toBe(text)
})

function service(options: { readonly notifiers?: readonly Notifier[]; readonly rules?: readonly AlertRule[] } = {}) {
  const clock = fixedClock(1_700_000_000_000)
  const logs = new MemoryLogs()
  const warnings: string[] = []
  let now = CALM
  const alerts = new Alerts({
    settings: loadSettings({ env: {}, values: { service: { name: 'api', environment: 'test' } } }),
    snapshot: () => now,
    clock,
    logger: logs.getLogger('alerts'),
    warn: (message) => warnings.push(message),
    ...options,
  })
  const at = async (change: Partial<AlertSnapshot>) => {
    now = { ...CALM, ...change }
    alerts.evaluate()
    await alerts.flush()
    clock.advance(15_000)
  }
  return { alerts, at, clock, logs, warnings }
}

test('the log and everybody else is told, unobserved', async () => {
  const told: AlertNotice[] = []
  const unobserved: boolean[] = []
  const notifier: Notifier = {
    name: 'own',
    notify: async (notice) => {
      unobserved.push(isUnobserved())
      told.push(notice)
    },
  }
  const { alerts, at, logs } = service({ notifiers: [notifier] })
  await at({})
  await at({ cpuPercent: 93 })
  expect(alerts.statuses.filter(({ state }) => state === 'firing')).toEqual([
    { name: 'cpu', state: 'firing', sinceMs: 1_700_000_015_000, value: 93, above: 80, unit: '%' },
  ])
  await at({ cpuPercent: 20 })
  expect(told.map(({ kind, service: name, text }) => [kind, name, text])).toEqual([
    ['firing', 'api', 'cpu 93 % is above 80 %'],
    ['resolved', 'api', 'cpu 20 % is no longer above 80 % after 15 s'],
  ])
  expect(unobserved).toEqual([true, true])
  expect(logs.records.map(({ level, message, state }) => [level, message, state])).toEqual([
    ['warn', 'cpu 93 % is above 80 %', 'firing'],
    ['info', 'cpu 20 % is no longer above 80 % after 15 s', 'resolved'],
  ])
  expect(alerts.history.map(({ kind }) => kind)).toEqual(['resolved', 'firing'])
  await alerts.close()
})

test('a notifier that fails is warned of once, and once more after it has worked', async () => {
  let works = false
  const notifier: Notifier = {
    name: 'pager',
    notify: async () => {
      if (!works) throw new Error('https://pager/secret')
    },
  }
  const { at, clock, warnings } = service({ notifiers: [notifier] })
  const round = async () => {
    await at({ cpuPercent: 99 })
    await at({ cpuPercent: 1 })
    clock.advance(300_000)
  }
  await round()
  await round()
  expect(warnings).toEqual(['alerts are not told by pager: Error'])
  works = true
  await round()
  works = false
  await round()
  expect(warnings).toHaveLength(2)
})

test('a notifier that never ends does not keep the service from ending', async () => {
  vi.useFakeTimers()
  try {
    const { alerts } = service({
      notifiers: [{ name: 'pager', notify: () => new Promise(() => {}) }],
      rules: [{ name: 'own', value: () => 1, above: 0 }],
    })
    alerts.evaluate()
    const closed = alerts.close()
    await vi.advanceTimersByTimeAsync(6_000)
    await closed
  } finally {
    vi.useRealTimers()
  }
})

test('rules of your own; one that throws is warned of once', async () => {
  const depth: AlertRule = { name: 'queue', value: () => 120, above: 100 }
  const broken: AlertRule = {
    name: 'broken',
    value: () => {
      throw new RangeError('no')
    },
    above: 0,
  }
  const cpu: AlertRule = { name: 'cpu', value: ({ cpuPercent }) => cpuPercent, above: 5, unit: '%' }
  const { alerts, at, warnings } = service({ rules: [depth, broken, cpu] })
  await at({})
  await at({})
  const firing = alerts.statuses.filter(({ state }) => state === 'firing').map(({ name }) => name)
  expect(firing).toEqual(['cpu', 'queue'])
  expect(warnings).toEqual(["the alert 'broken' has no value: RangeError"])
})

test('switched off there are no rules', async () => {
  const settings = loadSettings({ env: { ATALAYA_ALERTS_ENABLED: 'off' } })
  const alerts = new Alerts({ settings, snapshot: () => ({ ...CALM, cpuPercent: 100 }) })
  alerts.evaluate()
  expect([alerts.statuses, alerts.history]).toEqual([[], []])
})

const NOTICE: AlertNotice = {
  kind: 'firing',
  isReminder: false,
  name: 'disk <!channel>',
  value: 95,
  above: 90,
  unit: '%',
  sinceMs: 0,
  timeMs: 15_000,
  service: 'api & co',
  environment: 'production',
  text: 'disk <!channel> 95 % is above 90 %',
}

test('what a webhook and Slack are sent', async () => {
  const memory = new MemorySend()
  await webhookNotifier('https://hooks/x', memory).notify(NOTICE)
  await slackNotifier('https://hooks.slack.com/y', memory).notify(NOTICE)
  const { sinceMs: _, timeMs: __, ...rest } = NOTICE
  expect(memory.bodies).toEqual([
    { ...rest, since: '1970-01-01T00:00:00.000Z', time: '1970-01-01T00:00:15.000Z' },
    { text: ':red_circle: *api &amp; co* (production): disk &lt;!channel&gt; 95 % is above 90 %' },
  ])
})

test('a webhook is tried again when that may help, and its address is not told', async () => {
  const pause = () => Promise.resolve()
  const memory = new MemorySend()
  memory.answer({ status: 503 }, { status: 429 }, { status: 200 })
  await webhookNotifier('https://hooks/x', { send: memory.send, pause }).notify(NOTICE)
  expect(memory.requests).toHaveLength(3)
  memory.answer({ status: 404 })
  await expect(slackNotifier('https://hooks/secret', { send: memory.send, pause }).notify(NOTICE)).rejects.toThrow(
    /^answered 404$/,
  )
  expect(memory.requests).toHaveLength(4)
  const send = () => Promise.reject(new TypeError('https://hooks/secret is no URL'))
  await expect(slackNotifier('https://hooks/secret', { send, pause }).notify(NOTICE)).rejects.toThrow(/^TypeError$/)
})

test('mail: what is sent, and what is said when it cannot be', async () => {
  const sent: unknown[] = []
  const load = async () => ({ createTransport: () => ({ sendMail: async (mail: unknown) => sent.push(mail) }) })
  const evil = { ...NOTICE, service: 'api\r\nBcc: eve@example.com' }
  await emailNotifier({ to: 'ops@example.com', smtpUrl: 'smtp://mail', load }).notify(evil)
  expect(sent).toEqual([
    {
      from: 'ops@example.com',
      to: 'ops@example.com',
      subject: '[firing] api Bcc: eve@example.com (production): disk <!channel> 95 % is above 90 %',
      text: expect.stringContaining('disk <!channel> 95 % is above 90 %'),
    },
  ])
  const missing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' }))
  await expect(
    emailNotifier({ to: 'ops@example.com', smtpUrl: 'smtp://mail', load: missing }).notify(NOTICE),
  ).rejects.toThrow('not installed: npm install nodemailer')
  await expect(emailNotifier({ to: 'ops@example.com', smtpUrl: '', load }).notify(NOTICE)).rejects.toThrow(
    'smtpUrl is empty',
  )
})
