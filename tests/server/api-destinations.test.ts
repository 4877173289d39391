import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn-server.ts'

const EVENTS = 20
const SECRET = 'k3y-on-disk'

let dataDirectory: string
let receiver: Receiver
beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-api-'))
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

const clientOf = ({ url }: SpawnedServer) => new Account({ id: '123456789012', url }).events()

/** Files of the data directory in which a text stands. */
function filesWith(text: string): readonly string[] {
  return readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(dataDirectory, name)
    return statSync(path).isFile() && readFileSync(path).includes(text)
  })
}

test('what an API destination did not take before the server was killed arrives after it', {
  timeout: 120_000,
}, async () => {
  let server = await spawnServer({ dataDirectory })
  let events = clientOf(server)
  const apiKey = { ApiKeyName: 'x-key', ApiKeyValue: SECRET }
  const { ConnectionArn } = await events.send(
    new CreateConnectionCommand({
      ...{ Name: 'c', AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: apiKey } },
    }),
  )
  const { ApiDestinationArn: Arn } = await events.send(
    new CreateApiDestinationCommand({
      ...{ Name: 'd', ConnectionArn, InvocationEndpoint: receiver.url, HttpMethod: 'POST' },
    }),
  )
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }))
  const target = { Id: '1', Arn, RoleArn: 'arn:aws:iam::123456789012:role/r', InputPath: '$.detail.n' }
  await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [target] }))
  receiver.answer(503)
  for (let n = 0; n < EVENTS; n += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => {
      return { Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ n: n + index }) }
    })
    await events.send(new PutEventsCommand({ Entries }))
  }
  await server.kill()

  expect(filesWith(SECRET).every((name) => name.startsWith('control.db'))).toBe(true)
  const modes = readdirSync(dataDirectory)
    // All but the lock, which says whose they are.
    .filter((name) => /^control\.db(-\w+)?$/.test(name))
    .map((name) => statSync(join(dataDirectory, name)).mode & 0o777)
  expect(new Set(modes)).toEqual(new Set([0o600]))

  receiver.answer(200)
  server = await spawnServer({ dataDirectory })
  events = clientOf(server)
  await receiver.until(EVENTS)
  expect(new Set(receiver.received.map(({ body }) => Number(body))).size).toBe(EVENTS)
  expect(new Set(receiver.received.map(({ headers }) => headers['x-key']))).toEqual(new Set([SECRET]))
  expect((await events.send(new DescribeConnectionCommand({ Name: 'c' }))).AuthParameters).toEqual({
    ApiKeyAuthParameters: { ApiKeyName: 'x-key' },
  })
  await events.send(new DeleteConnectionCommand({ Name: 'c' }))
  await server.stop()
  expect(server.stderr()).not.toContain(SECRET)
})
