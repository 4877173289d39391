/*
 * Dashboards and alarms as aws-cdk-lib and cdk-monitoring-constructs synthesise them, put as they are. The templates in
 * `testdata/` are what `npm run test:cdk -- --update` synthesised; `npm run test:cdk` puts those of the moment.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { cliCommand } from '@atalaya/testkit'
import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricWidgetImageCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutDashboardCommand,
  type PutDashboardCommandInput,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch'
import { beforeAll, describe, expect, test } from 'vitest'
import { resolveTemplate, type TemplateResource } from '../../packages/server/src/alarms/simulation/cloud-formation.ts'
import { Account } from '../support/clients.ts'
import { run } from '../support/tools.ts'

const folder = process.env.ATALAYA_TEST_CDK_TEMPLATES ?? join(import.meta.dirname, 'testdata')
const files = readdirSync(folder).filter((name) => name.endsWith('.template.json'))

/** A resource with the name that it was given, or got. */
function resourcesOf(file: string, type: string): readonly TemplateResource[] {
  const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
  return resolveTemplate(template, [`AWS::CloudWatch::${type}`])
}

const nameOf = ({ id, properties }: TemplateResource): string => String(properties.AlarmName ?? id)

/** What was put must be in what comes back: numbers that CloudFormation has as text are numbers. */
function asPut({ properties, ...resource }: TemplateResource): Record<string, unknown> {
  const { Tags: _, ...input } = properties
  return { ...input, AlarmName: nameOf({ properties, ...resource }) }
}

test('there are templates of both libraries', () => {
  expect(files).toEqual(['library.template.json', 'monitoring.template.json'])
})

describe.each(files)('%s', (file) => {
  const account = new Account()
  let cloudwatch: CloudWatchClient
  const alarms = resourcesOf(file, 'Alarm')
  const composites = resourcesOf(file, 'CompositeAlarm')
  const dashboards = resourcesOf(file, 'Dashboard')
  beforeAll(() => {
    // Rules name alarms by their ARN.
    cloudwatch = new Account({ id: '000000000000', url: account.url }).cloudwatch()
  })

  test('its alarms are put and come back as they were', async () => {
    for (const alarm of alarms) {
      await cloudwatch.send(new PutMetricAlarmCommand(asPut(alarm) as unknown as PutMetricAlarmCommandInput))
    }
    for (const alarm of composites) {
      await cloudwatch.send(new PutCompositeAlarmCommand(asPut(alarm) as unknown as PutCompositeAlarmCommandInput))
    }
    const AlarmNames = [...alarms, ...composites].map(nameOf)
    const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: [...AlarmTypes], MaxRecords: 100 }),
    )
    const described = new Map([...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm]))
    expect(described.size).toBe(AlarmNames.length)
    for (const alarm of [...alarms, ...composites]) expect(described.get(nameOf(alarm))).toMatchObject(asPut(alarm))
  })

  test('its dashboards are put without a word and come back as they were', async () => {
    expect(dashboards.length).toBeGreaterThan(0)
    for (const { id, properties } of dashboards) {
      const input = { DashboardName: id, ...properties } as unknown as PutDashboardCommandInput
      const put = await cloudwatch.send(new PutDashboardCommand(input))
      expect(put.DashboardValidationMessages).toEqual([])
      const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: input.DashboardName }))
      expect(JSON.parse(DashboardBody ?? '')).toEqual(JSON.parse(input.DashboardBody ?? ''))
    }
  })

  test('its metric widgets of the kinds that can be drawn are drawn', async () => {
    const widgets = dashboards.flatMap(({ properties }) => {
      const { widgets: all } = JSON.parse(String(properties.DashboardBody)) as { readonly widgets: readonly Widget[] }
      return all.filter(({ type, properties: { metrics = [], view = 'timeSeries' } }) => {
        return type === 'metric' && metrics.length > 0 && DRAWN.includes(view)
      })
    })
    expect(widgets.length).toBeGreaterThan(3)
    for (const { properties } of widgets) {
      const { annotations: _, ...drawn } = properties
      const MetricWidget = JSON.stringify(drawn)
      const { MetricWidgetImage } = await cloudwatch.send(new GetMetricWidgetImageCommand({ MetricWidget }))
      expect(
        Buffer.from(MetricWidgetImage ?? [])
          .subarray(1, 4)
          .toString(),
        MetricWidget,
      ).toBe('PNG')
    }
  }, 60_000)
})

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html */
const DRAWN = ['timeSeries', 'bar', 'pie']

interface Widget {
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly metrics?: readonly unknown[]
    readonly view?: string
  }
}

test('`atalaya alarm test` takes a template as it is', async () => {
  const place = mkdtempSync(join(tmpdir(), 'atalaya-cdk-'))
  try {
    const path = join(place, 'checkout.alarms')
    writeFileSync(
      path,
      `alarm ${join(folder, 'library.template.json')}
data Shop Requests Service=checkout every 1m: 100x20
data Shop Errors Service=checkout every 1m: 0x5 90x5 0x10
expect "checkout failing": +10s OK, +8m ALARM, +11m OK
expect "checkout unhealthy": +8m ALARM, +11m OK
`,
    )
    const { stdout, code } = await run(process.execPath, [...cliCommand(), 'alarm', 'test', path], new Account())
    expect(stdout).toContain('PASS 2 as expected')
    expect(code).toBe(0)
  } finally {
    rmSync(place, { recursive: true })
  }
})
