import { startTestServer } from '@atalaya/testkit'
import { CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { expect, inject, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { describeWith, promtool, run } from '../support/tools.ts'
import { exposition } from './exposition.ts'

const url = inject('serverUrl')

test('/health says ok', async () => {
  const answer = await fetch(`${url}/health`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await answer.json()).toMatchObject({ status: 'ok' })
})

test('/metrics is a well-formed exposition that counts requests', async () => {
  const logs = new Account().logs()
  const read = async () => exposition(await (await fetch(`${url}/metrics`)).text())
  const total = (families: Awaited<ReturnType<typeof read>>) =>
    families
      .filter((family) => family.type === 'counter' && /request/.test(family.name))
      .flatMap((family) => family.samples)
      .reduce((sum, sample) => sum + sample.value, 0)
  const before = await read()
  await logs.send(new CreateLogGroupCommand({ logGroupName: unique('/self') }))
  const after = await read()
  expect(before.length).toBeGreaterThan(5)
  for (const family of after) expect.soft(family.help, family.name).not.toBe('')
  expect(total(after)).toBeGreaterThan(total(before))
  const answer = await fetch(`${url}/metrics`)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
})

describeWith(promtool, 'promtool', (path) => {
  test('finds nothing to complain about in /metrics', async () => {
    const text = await (await fetch(`${url}/metrics`)).text()
    const { code, stderr, stdout } = await run(path, ['check', 'metrics'], new Account(), { input: text })
    expect(`${stdout}${stderr}`).toBe('')
    expect(code).toBe(0)
  })
})

test('an ephemeral server forgets everything on POST /api/reset', async () => {
  const server = await startTestServer()
  try {
    const logs = new Account({ url: server.url }).logs()
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/gone' }))
    const answer = await fetch(`${server.url}/api/reset`, { method: 'POST' })
    expect(answer.ok).toBe(true)
    expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([])
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/gone' }))
  } finally {
    await server.stop()
  }
})

test('a path that is none is answered as AWS would', async () => {
  const answer = await fetch(`${url}/no/such/path`)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
})

// Keeps the grammar check honest: it must refuse what Prometheus refuses.
test.each([
  ['a family with two types', '# TYPE a counter\n# TYPE a gauge\na 1\n'],
  ['a sample twice', '# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n'],
  ['a bad name', '# TYPE 1a gauge\n1a 1\n'],
  ['an unfinished label', '# TYPE a gauge\na{x="1} 1\n'],
  ['a gauge with quantiles', '# TYPE a gauge\na{quantile="0.5"} 1\n'],
  ['no last line end', '# TYPE a gauge\na 1'],
  ['a histogram without +Inf', '# TYPE a histogram\na_bucket{le="1"} 1\na_sum 1\na_count 1\n'],
  ['a histogram that shrinks', '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n'],
])('the grammar check refuses %s', (_what, text) => {
  expect(() => exposition(text)).toThrow()
})
