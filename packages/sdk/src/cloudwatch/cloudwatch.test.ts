import { expect, test } from 'vitest'
import { defaultCredentials } from '../aws/credentials.ts'
import { MemorySend } from '../testing/memory-send.ts'
import { queryLogs } from './query-logs.ts'
import { readMetric } from './read-metric.ts'

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }

test('queryLogs waits for the rows', async () => {
  const memory = new MemorySend()
  memory.answer(
    { body: '{"queryId":"q"}' },
    { body: '{"status":"Running","results":[]}' },
    { body: '{"status":"Complete","results":[[{"field":"@message","value":"hi"},{"field":"n","value":"1"}]]}' },
  )
  const query = { groups: ['/app'], query: 'fields @message', startMs: 1_500, endMs: 2_500 }
  expect(await queryLogs(query, { credentials, send: memory.send })).toEqual([{ '@message': 'hi', n: '1' }])
  expect(memory.bodies[0]).toEqual({
    logGroupNames: ['/app'],
    queryString: 'fields @message',
    startTime: 1,
    endTime: 3,
  })
})

test('a query that is refused, fails or takes too long says so', async () => {
  const memory = new MemorySend()
  const query = { groups: ['/app'], query: 'x', startMs: 0, endMs: 1 }
  memory.answer({ status: 400, body: '{"__type":"MalformedQueryException","message":"bad"}' })
  await expect(queryLogs(query, { credentials, send: memory.send })).rejects.toMatchObject({
    code: 'MalformedQueryException',
  })
  memory.answer({ body: '{"queryId":"q"}' }, { body: '{"status":"Failed","results":[]}' })
  await expect(queryLogs(query, { credentials, send: memory.send })).rejects.toMatchObject({ code: 'Failed' })
  memory.answer({ body: '{"queryId":"q"}' })
  await expect(queryLogs(query, { credentials, send: memory.send, maxWaitMs: 0 })).rejects.toMatchObject({
    code: 'QueryTimeout',
  })
  expect(memory.requests.at(-1)?.headers['x-amz-target']).toBe('Logs_20140328.StopQuery')
})

test('readMetric follows pages', async () => {
  const memory = new MemorySend()
  memory.answer(
    { body: '{"MetricDataResults":[{"Timestamps":[60],"Values":[1]}],"NextToken":"t"}' },
    { body: '{"MetricDataResults":[{"Timestamps":[120],"Values":[2]}]}' },
  )
  const question = {
    namespace: 'N',
    name: 'M',
    dimensions: { A: 'b' },
    statistic: 'p99',
    periodSeconds: 60,
    startMs: 0,
    endMs: 180_000,
  }
  expect(await readMetric(question, { credentials, send: memory.send })).toEqual([
    { timeMs: 60_000, value: 1 },
    { timeMs: 120_000, value: 2 },
  ])
  expect(memory.bodies[1]).toMatchObject({ StartTime: 0, EndTime: 180, NextToken: 't' })
})

test('credentials come from the environment, then the container, and are renewed before they end', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'e', AWS_SECRET_ACCESS_KEY: 's' }
  expect(await defaultCredentials({ env })()).toMatchObject({ accessKeyId: 'e', secretAccessKey: 's' })
  const memory = new MemorySend()
  let nowMs = 0
  const body = (id: string, ms: number) => ({
    body: JSON.stringify({ AccessKeyId: id, SecretAccessKey: 's', Token: 't', Expiration: new Date(ms).toISOString() }),
  })
  memory.answer(body('one', 3_600_000), body('two', 7_200_000))
  const source = defaultCredentials({
    env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/c' },
    send: memory.send,
    now: () => nowMs,
  })
  expect([(await source()).accessKeyId, (await source()).accessKeyId]).toEqual(['one', 'one'])
  nowMs = 3_500_000
  expect((await source()).accessKeyId).toBe('two')
  expect(memory.requests.map(({ url }) => url)).toEqual(['http://169.254.170.2/v2/c', 'http://169.254.170.2/v2/c'])
})
