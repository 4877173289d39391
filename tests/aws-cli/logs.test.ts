import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { createStream, put } from '../support/logs.ts'
import { awsCli, describeWith } from '../support/tools.ts'
import { awsCliOf } from './support.ts'

describeWith(awsCli, 'aws logs', (path) => {
  const account = new Account()
  const logs = account.logs()
  const aws = awsCliOf(path, account)
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'atalaya-aws-cli-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('creates, describes and deletes groups and streams', async () => {
    const group = unique('/cli/group')
    expect(await aws.json('logs', 'create-log-group', '--log-group-name', group, '--tags', 'team=a,stage=dev')).toBe(
      undefined,
    )
    await aws.json('logs', 'put-retention-policy', '--log-group-name', group, '--retention-in-days', '7')
    const groups = await aws.json('logs', 'describe-log-groups', '--log-group-name-prefix', group)
    expect(groups).toMatchObject({ logGroups: [{ logGroupName: group, retentionInDays: 7 }] })
    expect(await aws.json('logs', 'list-tags-log-group', '--log-group-name', group)).toEqual({
      tags: { team: 'a', stage: 'dev' },
    })
    await aws.json('logs', 'create-log-stream', '--log-group-name', group, '--log-stream-name', 's 1/[$LATEST]')
    const streams = await aws.json('logs', 'describe-log-streams', '--log-group-name', group)
    expect(streams).toMatchObject({ logStreams: [{ logStreamName: 's 1/[$LATEST]' }] })
    await aws.json('logs', 'delete-log-stream', '--log-group-name', group, '--log-stream-name', 's 1/[$LATEST]')
    await aws.json('logs', 'delete-log-group', '--log-group-name', group)
    expect(await aws.json('logs', 'describe-log-groups', '--log-group-name-prefix', group)).toEqual({ logGroups: [] })
  })

  test('pages by itself, and starts and stops where told', async () => {
    const many = new Account()
    const cli = awsCliOf(path, many)
    for (let index = 0; index < 12; index += 1) await createStream(many.logs(), `g${String(index).padStart(2, '0')}`)
    const all = await cli.json('logs', 'describe-log-groups', '--page-size', '5', '--query', 'logGroups[].logGroupName')
    expect(all).toHaveLength(12)
    const first = await cli.json('logs', 'describe-log-groups', '--max-items', '7')
    expect(first).toMatchObject({ NextToken: expect.any(String) })
    const { NextToken, logGroups } = first as { readonly NextToken: string; readonly logGroups: unknown[] }
    expect(logGroups).toHaveLength(7)
    const rest = await cli.json('logs', 'describe-log-groups', '--starting-token', NextToken)
    expect((rest as { readonly logGroups: unknown[] }).logGroups).toHaveLength(5)
  })

  test('puts, gets and filters events, from shorthand and from a file', async () => {
    const stream = await createStream(logs)
    const where = ['--log-group-name', stream.logGroupName, '--log-stream-name', stream.logStreamName]
    const now = Date.now()
    const short = `timestamp=${now - 10},message=hello`
    const answer = await aws.json('logs', 'put-log-events', ...where, '--log-events', short)
    expect(answer).toEqual({ nextSequenceToken: expect.stringMatching(/^\d+$/) })
    const file = join(folder, 'events.json')
    writeFileSync(
      file,
      JSON.stringify([
        { timestamp: now - 5, message: 'ERROR from a file: ü 🛰️' },
        { timestamp: now, message: '{"level":"error","ms":12}' },
      ]),
    )
    await aws.json('logs', 'put-log-events', ...where, '--log-events', `file://${file}`)
    const got = await aws.json('logs', 'get-log-events', ...where, '--start-from-head', '--limit', '2')
    expect(got).toMatchObject({
      events: [{ message: 'hello' }, { message: 'ERROR from a file: ü 🛰️' }],
      nextForwardToken: expect.stringMatching(/^f\//),
      nextBackwardToken: expect.stringMatching(/^b\//),
    })
    const filter = async (pattern: string) => {
      const found = await aws.json(
        'logs',
        'filter-log-events',
        '--log-group-name',
        stream.logGroupName,
        '--filter-pattern',
        pattern,
        '--query',
        'events[].message',
      )
      return found
    }
    expect(await filter('ERROR')).toEqual(['ERROR from a file: ü 🛰️'])
    expect(await filter('{ $.ms > 10 }')).toEqual(['{"level":"error","ms":12}'])
    expect(await filter('nothing')).toEqual([])
  })

  test('reports rejected events', async () => {
    const stream = await createStream(logs)
    const answer = await aws.json(
      'logs',
      'put-log-events',
      '--log-group-name',
      stream.logGroupName,
      '--log-stream-name',
      stream.logStreamName,
      '--log-events',
      `timestamp=${Date.now() - 30 * 86_400_000},message=old`,
    )
    expect(answer).toMatchObject({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } })
  })

  test('keeps metric filters', async () => {
    const { logGroupName } = await createStream(logs)
    const filter = ['--log-group-name', logGroupName, '--filter-name', 'errors']
    await aws.json(
      'logs',
      'put-metric-filter',
      ...filter,
      '--filter-pattern',
      'ERROR',
      '--metric-transformations',
      'metricName=Errors,metricNamespace=Cli,metricValue=1,defaultValue=0',
    )
    const described = await aws.json('logs', 'describe-metric-filters', '--log-group-name', logGroupName)
    expect(described).toMatchObject({
      metricFilters: [{ filterName: 'errors', filterPattern: 'ERROR', metricTransformations: [{ defaultValue: 0 }] }],
    })
    await aws.json('logs', 'delete-metric-filter', ...filter)
    const tested = await aws.json(
      'logs',
      'test-metric-filter',
      '--filter-pattern',
      '[a, b > 1]',
      '--log-event-messages',
      'x 1',
      'x 2',
    )
    expect(tested).toEqual({
      matches: [{ eventNumber: 2, eventMessage: 'x 2', extractedValues: { $a: 'x', $b: '2' } }],
    })
  })

  test.each<readonly [args: readonly string[], text: RegExp]>([
    [
      ['create-log-stream', '--log-group-name', 'none', '--log-stream-name', 's'],
      /^An error occurred \(ResourceNotFoundException\) when calling the CreateLogStream operation: The specified log group does not exist\.$/m,
    ],
    [
      ['put-retention-policy', '--log-group-name', 'none', '--retention-in-days', '10'],
      /\((InvalidParameterException|ResourceNotFoundException)\)/,
    ],
    [
      ['filter-log-events', '--log-group-name', 'none', '--next-token', 'bad'],
      /\((InvalidParameterException|ResourceNotFoundException)\)/,
    ],
  ])('ends with 254 and the error of AWS: %j', async (args, text) => {
    const { code, stderr, stdout } = await aws.run(['logs', ...args])
    expect(code).toBe(254)
    expect(stderr).toMatch(text)
    expect(stdout).toBe('')
  })

  test('tail prints what there is', async () => {
    const stream = await createStream(logs)
    await put(logs, stream, ['first', 'second ERROR', 'third'])
    const { stdout, code } = await aws.run(['logs', 'tail', stream.logGroupName, '--since', '5m'])
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\S+ stream first$/)
    const errors = await aws.run([
      'logs',
      'tail',
      stream.logGroupName,
      '--filter-pattern',
      'ERROR',
      '--format',
      'short',
    ])
    expect(errors.stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d second ERROR\n$/)
  })

  test('tail --follow prints each event once as it comes', async () => {
    const stream = await createStream(logs)
    await put(logs, stream, ['before'])
    const following = aws.run(['logs', 'tail', stream.logGroupName, '--follow', '--format', 'short'], {
      timeoutMs: 13_000,
    })
    // It asks again every five seconds.
    for (let index = 0; index < 10; index += 1) {
      await new Promise((resolve) => setTimeout(resolve, 700))
      await put(logs, stream, [`during ${index}`], Date.now())
    }
    const { stdout } = await following
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(line.indexOf(' ') + 1))
    expect(messages).toEqual(['before', ...Array.from({ length: 10 }, (_, index) => `during ${index}`)])
  }, 40_000)
})
