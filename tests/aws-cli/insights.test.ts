import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { createStream, put } from '../support/logs.ts'
import { awsCli, describeWith } from '../support/tools.ts'
import { awsCliOf } from './support.ts'

describeWith(awsCli, 'aws logs start-query', (path) => {
  const account = new Account()
  const logs = account.logs()
  const aws = awsCliOf(path, account)
  const range = () => {
    const now = Math.floor(Date.now() / 1_000)
    return ['--start-time', String(now - 600), '--end-time', String(now + 60)]
  }

  test('answers a query', async () => {
    const stream = await createStream(logs)
    await put(logs, stream, ['{"ms":1}', '{"ms":5}', '{"ms":9}'])
    const group = ['--log-group-names', stream.logGroupName ?? '']
    const query = ['--query-string', 'filter ms > 1 | stats count(*) as n, max(ms) as worst']
    const { queryId } = (await aws.json('logs', 'start-query', ...group, ...range(), ...query)) as { queryId: string }
    const results = async () => await aws.json('logs', 'get-query-results', '--query-id', queryId)
    let answer = (await results()) as { status: string }
    for (let tries = 0; answer.status !== 'Complete' && tries < 20; tries += 1) {
      await sleep(100)
      answer = (await results()) as { status: string }
    }
    expect(answer).toMatchObject({
      status: 'Complete',
      results: [
        [
          { field: 'n', value: '2' },
          { field: 'worst', value: '9' },
        ],
      ],
    })
  })

  test('says what is wrong with a query', async () => {
    const { logGroupName = '' } = await createStream(logs)
    const { code, stderr } = await aws.run([
      ...['logs', 'start-query', '--log-group-name', logGroupName, ...range(), '--query-string', 'nonsense'],
    ])
    expect(code).toBe(254)
    expect(stderr).toContain(
      "(MalformedQueryException) when calling the StartQuery operation: mismatched input 'nonsense'",
    )
  })
})
