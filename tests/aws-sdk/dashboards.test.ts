import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch'
import { expect, test } from 'vitest'
import { Account, CLOUDWATCH_PROTOCOLS, unique } from '../support/clients.ts'
import { failure } from '../support/logs.ts'

test.each(CLOUDWATCH_PROTOCOLS)('a dashboard is put, listed, read and deleted by %s', async (protocol) => {
  const account = new Account()
  const cloudwatch = account.cloudwatch(protocol)
  const DashboardName = unique('board')
  const DashboardBody = JSON.stringify({ widgets: [{ type: 'text', properties: { markdown: '# Hi' } }], future: 1 })
  const Tags = [{ Key: 'team', Value: 'a' }]
  const put = await cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody, Tags }))
  expect(put.DashboardValidationMessages).toMatchObject([{ DataPath: '' }])
  const got = await cloudwatch.send(new GetDashboardCommand({ DashboardName }))
  const DashboardArn = `arn:aws:cloudwatch::${account.id}:dashboard/${DashboardName}`
  expect(got).toMatchObject({ DashboardName, DashboardBody, DashboardArn })
  const { DashboardEntries } = await cloudwatch.send(new ListDashboardsCommand({ DashboardNamePrefix: DashboardName }))
  expect(DashboardEntries).toMatchObject([{ DashboardName, DashboardArn, Size: DashboardBody.length }])
  expect(DashboardEntries?.[0]?.LastModified?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  expect((await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: DashboardArn }))).Tags).toEqual(Tags)

  const refused = await failure(cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: '{}' })))
  expect(refused.message).toContain("Should have required property 'widgets'")
  await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName, 'missing'] }))
  const gone = await failure(cloudwatch.send(new GetDashboardCommand({ DashboardName })))
  expect(gone.name).toMatch(/DashboardNotFoundError|ResourceNotFound/)
})
