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

  test('takes groups by ARN, and reads records, fields and saved queries', async () => {
    const stream = await createStream(logs)
    await put(logs, stream, ['{"ms":1,"path":"/a"}', '{"ms":5}'])
    const arn = `arn:aws:logs:${account.region}:${account.id}:log-group:${stream.logGroupName}`
    const query = ['--query-string', 'filter ms = 1', '--log-group-identifiers', arn, '--limit', '5']
    const { queryId } = (await aws.json('logs', 'start-query', ...query, ...range())) as { queryId: string }
    await sleep(200)
    const { results } = (await aws.json('logs', 'get-query-results', '--query-id', queryId)) as {
      results: { field: string; value: string }[][]
    }
    const pointer = results[0]?.find(({ field }) => field === '@ptr')?.value ?? ''
    expect(await aws.json('logs', 'get-log-record', '--log-record-pointer', pointer)).toMatchObject({
      logRecord: { ms: '1', path: '/a', '@logStream': stream.logStreamName },
    })
    const group = ['--log-group-name', stream.logGroupName ?? '']
    const { logGroupFields } = (await aws.json('logs', 'get-log-group-fields', ...group)) as {
      logGroupFields: unknown[]
    }
    expect(logGroupFields).toContainEqual({ name: 'path', percent: 50 })
    const definition = ['--name', 'team/slow', '--query-string', 'filter ms > 3']
    const { queryDefinitionId } = (await aws.json('logs', 'put-query-definition', ...definition)) as {
      queryDefinitionId: string
    }
    expect(
      await aws.json('logs', 'describe-query-definitions', '--query-definition-name-prefix', 'team/'),
    ).toMatchObject({ queryDefinitions: [{ queryDefinitionId, name: 'team/slow' }] })
    const { code, stderr } = await aws.run(['logs', 'stop-query', '--query-id', queryId])
    expect([254, 255]).toContain(code)
    expect(stderr).toContain('(InvalidParameterException)')
  })

  test('says what is wrong with a query', async () => {
    const { logGroupName = '' } = await createStream(logs)
    const { code, stderr } = await aws.run([
      ...['logs', 'start-query', '--log-group-name', logGroupName, ...range(), '--query-string', 'nonsense'],
    ])
    // 254 of version 2, 255 of version 1.
    expect([254, 255]).toContain(code)
    expect(stderr).toContain(
      "(MalformedQueryException) when calling the StartQuery operation: mismatched input 'nonsense'",
    )
  })
})
