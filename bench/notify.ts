/**
 * Claim: from the end of the period that breached to the delivered notification it takes at most 10 seconds.
 *
 * Alarms of ten seconds, and some of a minute, send their changes to a topic to which an HTTP endpoint has subscribed. Round after
 * round a datapoint makes all of them change. Measured is from the boundary at which its period ends, which is when the alarm can
 * first know of it, to the request that arrives at the endpoint. Most of it is the five seconds that late datapoints are given.
 *
 * NOTIFY_ALARMS (1,000) and NOTIFY_ROUNDS (4) change the size.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Receiver, startReceiver } from '../tests/support/receiver.ts'
import { count, report, setting } from './support/report.ts'
import { build, call, monitoring, withServer } from './support/server.ts'

const ALARMS = setting('NOTIFY_ALARMS', 1_000)
const ROUNDS = setting('NOTIFY_ROUNDS', 4)
const QUICK_MS = 10_000
const SLOW_MS = 60_000
/** Of the alarms, those of a minute. */
const SLOW = Math.ceil(ALARMS / 10)

interface Notification {
  readonly alarm: string
  readonly state: string
  readonly atMs: number
}

build()
const receiver = await startReceiver()
try {
  await withServer({}, async ({ url }) => {
    const topic = await subscribe(url, receiver)
    const alarms = Array.from({ length: ALARMS }, (_, index) => ({
      name: index < SLOW ? `minute-${index}` : `quick-${index}`,
      periodMs: index < SLOW ? SLOW_MS : QUICK_MS,
    }))
    for (const { name, periodMs } of alarms) await putAlarm(url, topic, name, periodMs)
    const quick = alarms.filter(({ periodMs }) => periodMs === QUICK_MS).map(({ name }) => name)
    const slow = alarms.filter(({ periodMs }) => periodMs === SLOW_MS).map(({ name }) => name)
    const quickMs: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) quickMs.push(...(await change(url, quick, QUICK_MS, round)))
    const slowMs = await change(url, slow, SLOW_MS, 0)
    const claim = '<= 10 s'
    report('notify: from the end of the period that breached to the notification, median (slowest)', [
      { what: `${count(quickMs.length)} changes, ${quick.length} at a time, 10 s`, claim, measured: seconds(quickMs) },
      { what: `${count(slowMs.length)} changes at a time, 1 min`, claim, measured: seconds(slowMs) },
    ])
  })
} finally {
  await receiver.close()
}

/** Makes all of them change by one datapoint each; milliseconds from the end of its period to each notification. */
async function change(
  url: string,
  names: readonly string[],
  periodMs: number,
  round: number,
): Promise<readonly number[]> {
  const boundaryMs = await earlyIn(periodMs)
  const value = round % 2 === 0 ? 99 : 1
  const MetricData = names.map((MetricName) => ({
    MetricName,
    Value: value,
    Timestamp: Math.floor(Date.now() / 1_000),
    StorageResolution: 1,
  }))
  const before = receiver.received.length
  for (let first = 0; first < MetricData.length; first += 1_000) {
    const part = MetricData.slice(first, first + 1_000)
    await call(url, monitoring('PutMetricData'), { Namespace: 'Bench', MetricData: part })
  }
  const wanted = value > 50 ? 'ALARM' : 'OK'
  const endMs = boundaryMs + 60_000
  for (;;) {
    const seen = receiver.received.slice(before).map(notificationOf)
    const found = names.map((name) => seen.find(({ alarm, state }) => alarm === name && state === wanted))
    const times = found.flatMap((notification) => (notification === undefined ? [] : [notification.atMs - boundaryMs]))
    if (times.length === names.length) return times
    if (Date.now() > endMs) throw new Error(`${times.length} of ${names.length} notifications came`)
    await sleep(50)
  }
}

/** Waits until a period has just begun; when it ends. */
async function earlyIn(periodMs: number): Promise<number> {
  const begin = Math.ceil(Date.now() / periodMs) * periodMs
  await sleep(begin - Date.now() + 200)
  return begin + periodMs
}

function notificationOf({ body, atMs }: Receiver['received'][number]): Notification {
  const { Message } = JSON.parse(body) as { readonly Message: string }
  const { AlarmName, NewStateValue } = JSON.parse(Message) as { AlarmName: string; NewStateValue: string }
  return { alarm: AlarmName, state: NewStateValue, atMs }
}

async function putAlarm(url: string, topic: string, name: string, periodMs: number): Promise<void> {
  await call(url, monitoring('PutMetricAlarm'), {
    ...{ AlarmName: name, Namespace: 'Bench', MetricName: name, Statistic: 'Maximum', Period: periodMs / 1_000 },
    ...{ EvaluationPeriods: 1, Threshold: 50, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' },
    ...{ AlarmActions: [topic], OKActions: [topic] },
  })
}

/** A topic with the receiver as its confirmed subscriber; nothing is in the receiver's list but the question. */
async function subscribe(url: string, { url: endpoint, until }: Receiver): Promise<string> {
  const topic = await sns(url, { Action: 'CreateTopic', Name: 'bench' })
  await sns(url, { Action: 'Subscribe', TopicArn: topic, Protocol: 'http', Endpoint: endpoint })
  const [question] = await until(1)
  const { SubscribeURL } = JSON.parse(question?.body ?? '') as { readonly SubscribeURL: string }
  if (!(await fetch(SubscribeURL)).ok) throw new Error('the subscription could not be confirmed')
  return topic
}

async function sns(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams({ ...fields, Version: '2010-03-31' })
  const text = await (await fetch(url, { method: 'POST', body })).text()
  if (text.includes('<Error>')) throw new Error(text)
  return /<TopicArn>(.*?)</.exec(text)?.[1] ?? ''
}

function seconds(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((a, b) => a - b)
  const shown = (value = 0): string => `${(value / 1_000).toFixed(2)} s`
  return `${shown(sorted[Math.floor(sorted.length / 2)])} (${shown(sorted.at(-1))})`
}
