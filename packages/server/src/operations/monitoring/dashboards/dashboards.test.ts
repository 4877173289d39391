import type { InputOf, OutputOf } from '@atalaya/aws'
import { fixedClock } from '@atalaya/model'
import { MemoryControlStore } from '@atalaya/store'
import { beforeEach, describe, expect, test } from 'vitest'
import { Dashboards } from '../../../dashboards/dashboards.ts'
import { STATISTIC_PATTERN } from '../../../dashboards/statistic-pattern.ts'
import { dashboardOperations } from './index.ts'

const NOW_MS = Date.UTC(2026, 10, 18, 12, 0, 0, 700)
type Name = 'PutDashboard' | 'GetDashboard' | 'ListDashboards' | 'DeleteDashboards'

let control: MemoryControlStore
let dashboards: Dashboards
beforeEach(() => {
  control = new MemoryControlStore()
  dashboards = new Dashboards(control, fixedClock(NOW_MS))
})

async function call<N extends Name>(
  name: N,
  input: InputOf<'monitoring', N>,
  region = 'us-east-1',
): Promise<OutputOf<'monitoring', N>> {
  const operation = dashboardOperations.find((candidate) => candidate.name === name)
  const output = await operation?.handle(
    input as never,
    { dashboards },
    {
      ...{ tenant: { accountId: '123456789012', region }, requestId: 'r', accessKeyId: undefined, headers: {} },
      signal: new AbortController().signal,
    },
  )
  return output as OutputOf<'monitoring', N>
}

const put = (body: unknown) =>
  call('PutDashboard', { DashboardName: 'd', DashboardBody: typeof body === 'string' ? body : JSON.stringify(body) })
const widget = (...widgets: readonly unknown[]) => ({ widgets })
const text = (properties: unknown, place: object = {}) => widget({ type: 'text', properties, ...place })
const metric = (properties: unknown) => widget({ type: 'metric', properties })
const PROPERTIES = '/widgets/0/properties'
const SOURCE = 'The metric widget should have specified a region and a data source or an alarm annotation'
const required = (name: string) => `Should have required property '${name}'`

/** `path message`, one a line. */
async function errorsOf(body: unknown): Promise<readonly string[]> {
  const error = await put(body).then(
    () => undefined,
    (reason: unknown) => reason as { readonly code: string; readonly message: string },
  )
  expect(error?.code).toBe('DashboardInvalidInputError')
  const [, count, list] =
    /^The dashboard body is invalid, there are (\d+) validation errors:\n(.*)$/s.exec(error?.message ?? '') ?? []
  const errors = JSON.parse(list ?? '[]') as readonly { readonly dataPath: string; readonly message: string }[]
  expect(Number(count)).toBe(errors.length)
  return errors.map(({ dataPath, message }) => `${dataPath} ${message}`)
}

test.each(['{', '[]', 'null', '"x"'])('%s is no JSON object', async (body) => {
  await expect(put(body)).rejects.toMatchObject({
    code: 'DashboardInvalidInputError',
    message: 'The field DashboardBody must be a valid JSON object',
  })
})

test('the text of an error is laid out as CloudWatch does', async () => {
  await expect(put(widget({ properties: { markdown: 'x' } }))).rejects.toThrow(
    'The dashboard body is invalid, there are 1 validation errors:\n[\n  {\n    "dataPath": "/widgets/0",\n' +
      '    "message": "Should have required property \'type\'"\n  }\n]',
  )
})

describe('what is refused', () => {
  test.each<[unknown, readonly string[]]>([
    [{}, [` ${required('widgets')}`]],
    [{ widgets: null }, ['/widgets Should be array']],
    [{ widgets: {} }, ['/widgets Should be array']],
    [widget(1), ['/widgets/0 Should be object']],
    [widget({ properties: { markdown: 'x' } }), [`/widgets/0 ${required('type')}`]],
    [widget({ type: 'text' }), [`/widgets/0 ${required('properties')}`]],
    [text([]), [`${PROPERTIES} Should be object`]],
    [text({}), [`${PROPERTIES} ${required('markdown')}`]],
    [text({ markdown: 3 }), [`${PROPERTIES}/markdown Should be string`]],
    [text({ markdown: 'x' }, { x: 1 }), ['/widgets/0 Should have property y when property x is present']],
    [text({ markdown: 'x' }, { x: -1, y: -1 }), ['/widgets/0/x Should be >= 0', '/widgets/0/y Should be >= 0']],
    [text({ markdown: 'x' }, { x: 24, y: 0 }), ['/widgets/0/x Should be <= 23']],
    [text({ markdown: 'x' }, { x: 0.5, y: 0 }), ['/widgets/0/x Should be integer']],
    [
      text({ markdown: 'x' }, { width: 0, height: 0 }),
      ['/widgets/0/height Should be >= 1', '/widgets/0/width Should be >= 1'],
    ],
    [
      text({ markdown: 'x' }, { width: 25, height: 1001 }),
      ['/widgets/0/height Should be <= 1000', '/widgets/0/width Should be <= 24'],
    ],
    [
      metric({ metrics: [['NS', 'M']] }),
      [`${PROPERTIES} ${required('region')}`, `${PROPERTIES} ${SOURCE}`, `${PROPERTIES} ${required('annotations')}`],
    ],
    [
      metric({}),
      [`${PROPERTIES} ${required('metrics')}`, `${PROPERTIES} ${SOURCE}`, `${PROPERTIES} ${required('annotations')}`],
    ],
    [
      metric({ metrics: [['NS', 'M']], region: 'us-east-1', stat: 'Bogus', period: 7 }),
      [
        `${PROPERTIES}/period Should be >= 60`,
        `${PROPERTIES}/period Should be multiple of 60`,
        `${PROPERTIES}/period Should match exactly one schema in oneOf`,
        `${PROPERTIES}/stat Should match pattern "${STATISTIC_PATTERN}"`,
      ],
    ],
    [widget({ type: 'alarm', properties: {} }), [`${PROPERTIES} ${required('alarms')}`]],
    [{ widgets: [], variables: {} }, ['/variables Should be array']],
    [{ widgets: Array(501).fill({ type: 'log', properties: {} }) }, ['/widgets Should NOT have more than 500 items']],
    [
      metric({ metrics: [['NS', 'M', { id: 'a' }, 'D']], region: 'us-east-1' }),
      [`${PROPERTIES}/metrics/0/2 Metric rendering properties must be the last element of the metric row`],
    ],
    [
      widget({ type: 'chart', properties: { view: 'line', data: { queries: [] } } }),
      [`${PROPERTIES} ${required('title')}`],
    ],
    [
      {
        widgets: [],
        variables: [
          { type: 'property', inputType: 'input', id: 'a', property: 'p' },
          { type: 'property', inputType: 'input', id: 'b', property: 'p' },
        ],
      },
      ['/variables/1/property Duplicated property in variable: "p"'],
    ],
  ])('%j', async (body, errors) => {
    expect(await errorsOf(body)).toEqual(errors)
  })
})

describe('what is stored', () => {
  test.each<[unknown, readonly string[]]>([
    [{ widgets: [] }, []],
    [widget({ type: 'log', properties: { region: 'us-east-1' } }, { type: 'log', properties: {} }), []],
    [metric({ annotations: { alarms: ['arn:aws:cloudwatch:us-east-1:1:alarm:a'] } }), []],
    [
      metric({
        metrics: [['NS', 'M', { period: 10, stat: 'p99.9' }]],
        region: 'us-east-1',
        stat: 'TM(10%:90%)',
        period: 30,
      }),
      [],
    ],
    [
      widget({ type: 'future-widget', properties: {} }),
      [
        '/widgets/0/type The specified widget type is unknown. Use one of the allowed values: ' +
          'chart,custom,metric,service,text,log,alarm,explorer,timeline,serviceMap,serviceTable,trace',
      ],
    ],
    [{ widgets: [], periodOverride: 'bogus' }, ['/periodOverride Should match pattern "^(inherit|auto)$"']],
    [
      { widgets: [{ type: 'text', futureWidget: 1, properties: { markdown: 'x', futureProperty: 1 } }], futureRoot: 1 },
      [
        '/widgets/0 The "futureWidget" property is not expected to be part of a widget definition, will be ignored',
        `${PROPERTIES} The "futureProperty" property is not expected to be part of a text widget definition, will be ignored`,
        ' The "futureRoot" property is not expected to be part of a dashboard definition, will be ignored',
      ],
    ],
  ])('%j', async (body, warnings) => {
    const { DashboardValidationMessages = [] } = await put(body)
    expect(DashboardValidationMessages.map(({ DataPath, Message }) => `${DataPath} ${Message}`)).toEqual(warnings)
    expect(JSON.parse((await call('GetDashboard', { DashboardName: 'd' })).DashboardBody ?? '')).toEqual(body)
  })
})

test('a body that is refused leaves the one before', async () => {
  await put({ widgets: [] })
  await expect(put({})).rejects.toThrow()
  expect((await call('GetDashboard', { DashboardName: 'd' })).DashboardBody).toBe('{"widgets":[]}')
})

test('a dashboard is the same in every region, and belongs to its account', async () => {
  await call('PutDashboard', { DashboardName: 'd', DashboardBody: '{ "widgets": [] }' }, 'us-west-2')
  expect(await call('GetDashboard', { DashboardName: 'd' }, 'us-east-1')).toEqual({
    DashboardArn: 'arn:aws:cloudwatch::123456789012:dashboard/d',
    DashboardBody: '{"widgets":[]}',
    DashboardName: 'd',
  })
})

test('tags count when a dashboard is created, not later', async () => {
  const withTag = (Value: string) =>
    call('PutDashboard', { DashboardName: 'd', DashboardBody: '{"widgets":[]}', Tags: [{ Key: 'a', Value }] })
  await withTag('1')
  await withTag('2')
  expect(control.list('monitoring-tags').map(({ body }) => body)).toEqual([{ a: '1' }])
  await call('DeleteDashboards', { DashboardNames: ['d'] })
  expect(control.count('monitoring-tags')).toBe(0)
})

test('listing is by name and case-sensitive, times are whole seconds', async () => {
  for (const name of ['web-b', 'Web', 'web-a'])
    await call('PutDashboard', { DashboardName: name, DashboardBody: '{"widgets":[]}' })
  const { DashboardEntries = [] } = await call('ListDashboards', { DashboardNamePrefix: 'web' })
  expect(DashboardEntries).toMatchObject([
    { DashboardName: 'web-a', Size: 14, LastModified: Math.floor(NOW_MS / 1_000) * 1_000 },
    { DashboardName: 'web-b' },
  ])
  expect((await call('ListDashboards', { DashboardNamePrefix: 'WEB' })).DashboardEntries).toEqual([])
})

test('more than a page goes on where it stopped', async () => {
  for (let n = 0; n < 1_001; n += 1)
    await dashboards.put({ accountId: '123456789012', region: 'x' }, `d${String(n).padStart(4, '0')}`, '{}', [])
  const first = await call('ListDashboards', {})
  const second = await call('ListDashboards', { NextToken: first.NextToken })
  expect([first.DashboardEntries?.length, second.DashboardEntries?.map(({ DashboardName }) => DashboardName)]).toEqual([
    1_000,
    ['d1000'],
  ])
  await expect(call('ListDashboards', { NextToken: '!' })).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
  })
})

test('deleting passes over what is missing, and refuses names that cannot be as a whole', async () => {
  await put({ widgets: [] })
  await expect(call('DeleteDashboards', { DashboardNames: ['d', 'a b'] })).rejects.toThrow()
  await expect(call('DeleteDashboards', { DashboardNames: [] })).rejects.toThrow()
  await call('DeleteDashboards', { DashboardNames: ['d', 'missing'] })
  await expect(call('GetDashboard', { DashboardName: 'd' })).rejects.toMatchObject({ code: 'DashboardNotFoundError' })
})

test('a name that cannot be', async () => {
  await expect(
    call('PutDashboard', { DashboardName: 'invalid dashboard*name', DashboardBody: '{"widgets":[]}' }),
  ).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
    message:
      'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
  })
})
