import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { createStream } from '../support/logs.ts'
import { describeWith, findTool, given } from '../support/tools.ts'
import { awsCliOf } from './support.ts'

/** Older versions do not know these commands: the first installed one that does. */
const newAwsCli = findTool(
  'an AWS CLI that knows scheduled queries',
  [...given('ATALAYA_TEST_AWS'), ...(process.env.PATH ?? '').split(':').map((folder) => join(folder, 'aws'))],
  ['logs', 'create-scheduled-query', '--generate-cli-skeleton'],
  /executionRoleArn/,
)

describeWith(newAwsCli, 'aws logs create-scheduled-query', (path) => {
  const account = new Account()
  const aws = awsCliOf(path, account)

  test('creates, reads, lists, changes and deletes', async () => {
    const { logGroupName = '' } = await createStream(account.logs())
    const configuration = [
      ...['--query-language', 'CWLI', '--query-string', 'stats count(*)', '--log-group-identifiers', logGroupName],
      ...['--schedule-expression', 'rate(1 hour)', '--start-time-offset', '3600'],
      ...['--execution-role-arn', 'arn:aws:iam::123456789012:role/queries'],
    ]
    const created = await aws.json('logs', 'create-scheduled-query', '--name', 'hourly', ...configuration)
    expect(created).toMatchObject({ state: 'ENABLED', scheduledQueryArn: expect.stringContaining(':scheduled-query:') })
    const one = ['--identifier', 'hourly']
    expect(await aws.json('logs', 'get-scheduled-query', ...one)).toMatchObject({
      ...{ name: 'hourly', scheduleExpression: 'rate(1 hour)', startTimeOffset: 3_600, queryLanguage: 'CWLI' },
    })
    await aws.json('logs', 'update-scheduled-query', ...one, ...configuration, '--state', 'DISABLED')
    expect(await aws.json('logs', 'list-scheduled-queries', '--state', 'DISABLED')).toMatchObject({
      scheduledQueries: [{ name: 'hourly' }],
    })
    const range = ['--start-time', '0', '--end-time', String(Date.now())]
    expect(await aws.json('logs', 'get-scheduled-query-history', ...one, ...range)).toMatchObject({ name: 'hourly' })
    await aws.json('logs', 'delete-scheduled-query', ...one)
    const { code, stderr } = await aws.run(['logs', 'get-scheduled-query', ...one])
    // 254 of version 2, 255 of version 1.
    expect([254, 255]).toContain(code)
    expect(stderr).toContain('(ResourceNotFoundException)')
  })
})
