import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn-server.ts'

const ALARMS = Array.from({ length: 50 }, (_, index) => `alarm-${index}`)
const CHANGES = 20
/** So many alarms change at a time. */
const WRITERS = 8
/** Deliveries that are under way to one receiver at a time, so that a kill may repeat them. */
const PER_TARGET = 4

let dataDirectory: string
let receiver: Receiver
beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-notifications-'))
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

interface Notification {
  readonly id: string
  readonly alarm: string
  /** How often the alarm had changed before. */
  readonly number: number
}

test('1,000 transitions reach a receiver that is down for a while from a server that is killed twice', {
  timeout: 240_000,
}, async () => {
  const account = new Account({ id: '123456789012', url: '' })
  let server = await spawnServer({ dataDirectory })
  await prepare(clientOf(account, server), await subscribe(account, server))
  const next = new Map(ALARMS.map((name) => [name, 0]))

  // Killed while alarms change and notifications are on their way.
  const changing = changeUntil(clientOf(account, server), next, 10)
  await receiver.until(50)
  await server.kill()
  await changing
  expect([...next.values()].some((count) => count < 10)).toBe(true)
  server = await spawnServer({ dataDirectory })
  await learn(clientOf(account, server), next)

  // Killed with hundreds that wait for the receiver to come back.
  receiver.answer(503)
  await changeUntil(clientOf(account, server), next, 15)
  await expect.poll(() => failedAttempts(server), { timeout: 15_000 }).toBeGreaterThan(10)
  await server.kill()
  server = await spawnServer({ dataDirectory })
  await learn(clientOf(account, server), next)
  await changeUntil(clientOf(account, server), next, CHANGES)
  expect(distinct(receiver)).toBeLessThan(ALARMS.length * 10)
  receiver.answer(200)
  await expect.poll(() => distinct(receiver), { timeout: 120_000, interval: 250 }).toBe(ALARMS.length * CHANGES)
  await expect.poll(() => pending(server), { timeout: 10_000 }).toBe(0)
  await server.stop()

  const notifications = receiver.received.slice(1).map(notificationOf)
  for (const alarm of ALARMS) {
    const numbers = firstOfEach(notifications.filter((notification) => notification.alarm === alarm))
    expect(numbers, alarm).toEqual(Array.from({ length: CHANGES }, (_, number) => number))
  }
  // What a kill repeats is what was under way then; nothing else comes twice.
  expect(notifications.length - ALARMS.length * CHANGES).toBeLessThanOrEqual(2 * PER_TARGET)
})

const clientOf = (account: Account, { url }: SpawnedServer): CloudWatchClient =>
  new Account({ id: account.id, url }).cloudwatch()

async function subscribe({ id }: Account, { url }: SpawnedServer): Promise<string> {
  const sns = new Account({ id, url }).sns()
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'ops' }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: receiver.url }))
  const [question] = await receiver.until(1)
  const { SubscribeURL } = JSON.parse(question?.body ?? '') as { readonly SubscribeURL: string }
  expect((await fetch(SubscribeURL)).status).toBe(200)
  return TopicArn
}

async function prepare(cloudwatch: CloudWatchClient, topic: string): Promise<void> {
  const metric = { Namespace: 'Notified', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1 } as const
  for (const AlarmName of ALARMS) {
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{ ...metric, AlarmName, MetricName: AlarmName, ComparisonOperator: 'GreaterThanThreshold' },
        // Nothing but what the test says changes them.
        ...{ TreatMissingData: 'ignore', AlarmActions: [topic], OKActions: [topic] },
      }),
    )
  }
}

const stateOf = (number: number) => (number % 2 === 0 ? 'ALARM' : 'OK')

/** Changes every alarm until it has changed `count` times, or the server is gone. */
async function changeUntil(cloudwatch: CloudWatchClient, next: Map<string, number>, count: number): Promise<void> {
  const names = ALARMS.values()
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (const AlarmName of names) {
        for (let number = next.get(AlarmName) ?? 0; number < count; number += 1) {
          const change = { AlarmName, StateValue: stateOf(number), StateReason: String(number) } as const
          try {
            await cloudwatch.send(new SetAlarmStateCommand(change))
          } catch (error) {
            if ((error as Error).name === 'TimeoutError' || 'code' in (error as object)) return
            throw error
          }
          next.set(AlarmName, number + 1)
        }
      }
    }),
  )
}

/** After a kill the alarms say which of the changes that were not answered have happened. */
async function learn(cloudwatch: CloudWatchClient, next: Map<string, number>): Promise<void> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }))
  expect(MetricAlarms).toHaveLength(ALARMS.length)
  for (const { AlarmName = '', StateReason = '' } of MetricAlarms) {
    const known = next.get(AlarmName) ?? 0
    const happened = /^\d+$/.test(StateReason) ? Number(StateReason) + 1 : 0
    expect([known, known + 1], AlarmName).toContain(happened)
    next.set(AlarmName, happened)
  }
}

function notificationOf({ body }: Receiver['received'][number]): Notification {
  const { MessageId, Message } = JSON.parse(body) as { readonly MessageId: string; readonly Message: string }
  const { AlarmName, NewStateReason } = JSON.parse(Message) as { AlarmName: string; NewStateReason: string }
  return { id: MessageId, alarm: AlarmName, number: Number(NewStateReason) }
}

/** Numbers in the order of arrival; a repetition has the id of what it repeats. */
function firstOfEach(notifications: readonly Notification[]): readonly number[] {
  const seen = new Set<string>()
  return notifications.flatMap(({ id, number }) => {
    if (seen.has(id)) return []
    seen.add(id)
    return [number]
  })
}

function distinct({ received }: Receiver): number {
  return new Set(received.slice(1).map((request) => notificationOf(request).id)).size
}

async function counts({ url }: SpawnedServer): Promise<Readonly<Record<string, number>>> {
  const answer = (await (await fetch(`${url}/api/actions`)).json()) as { readonly counts: Record<string, number> }
  return answer.counts
}

const failedAttempts = async (server: SpawnedServer): Promise<number> => (await counts(server)).failedAttempts ?? 0
const pending = async (server: SpawnedServer): Promise<number> => {
  const { pending: waiting = 0, running = 0 } = await counts(server)
  return waiting + running
}
