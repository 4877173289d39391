import { AwsError } from '@atalaya/aws'
import { MINUTE_MS } from '@atalaya/model'
import { expect, test } from 'vitest'
import { testMonitoring } from './test-monitoring.ts'

const NOW = Date.UTC(2026, 2, 2, 10, 30)

async function draw(widget: unknown, over: { OutputFormat?: string; headers?: Record<string, string> } = {}) {
  const cloud = testMonitoring(NOW)
  await cloud.call('PutMetricData', {
    Namespace: 'NS',
    MetricData: [1, 5, 3].map((Value, index) => ({ MetricName: 'M', Value, Timestamp: NOW - (9 - index) * MINUTE_MS })),
  })
  const replaced: [string, number][] = []
  const { MetricWidgetImage: image = new Uint8Array() } = await cloud.call(
    'GetMetricWidgetImage',
    { MetricWidget: JSON.stringify(widget), OutputFormat: over.OutputFormat },
    {
      headers: over.headers ?? {},
      replaceBody: (contentType, body) => {
        replaced.push([contentType, body.length])
      },
    },
  )
  const view = Buffer.from(image)
  return { image: view, size: [view.readUInt32BE(16), view.readUInt32BE(20)], replaced }
}

test.each([
  [{ metrics: [['NS', 'M']] }, [600, 400]],
  [{ metrics: [['NS', 'nothing']] }, [600, 400]],
  [
    { metrics: [['NS', 'M'], [{ expression: 'm1*2', label: 'twice' }]], width: 300, height: 120, view: 'bar' },
    [300, 120],
  ],
  [{ metrics: [[{ expression: "SEARCH('{NS}','Sum')" }]], width: 1, height: 1 }, [1, 1]],
])('%j is a picture of %j pixels', async (widget, expected) => {
  const { image, size, replaced } = await draw(widget)
  expect(image.subarray(1, 4).toString()).toBe('PNG')
  expect(size).toEqual(expected)
  expect(replaced).toEqual([])
})

test('data change the picture, and the same data give the same one', async () => {
  const widget = { metrics: [['NS', 'M']], period: 60, start: '-PT10M', legend: { position: 'hidden' } }
  const { image } = await draw(widget)
  expect((await draw(widget)).image.equals(image)).toBe(true)
  expect((await draw({ ...widget, metrics: [['NS', 'other']] })).image.equals(image)).toBe(false)
  expect((await draw({ ...widget, metrics: [['NS', 'M', { color: '#000000' }]] })).image.equals(image)).toBe(false)
  expect((await draw({ ...widget, metrics: [['NS', 'M', { visible: false }]] })).image.equals(image)).toBe(false)
})

test('the picture itself is the answer in the Query protocol only', async () => {
  const widget = { metrics: [['NS', 'M']] }
  const { image, replaced } = await draw(widget, { OutputFormat: 'image/png' })
  expect(replaced).toEqual([['image/png', image.length]])
  const headers = { 'x-amz-target': 'GraniteServiceVersion20100801.GetMetricWidgetImage' }
  expect((await draw(widget, { OutputFormat: 'image/png', headers })).replaced).toEqual([])
})

test.each([
  ['{', 'The value for parameter MetricWidget is invalid: it must be a valid JSON object'],
  [
    '{"metrics":[["NS","M",{"stat":"mean"}]]}',
    'The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.',
  ],
  ['{"metrics":[[{"expression":"NOPE(m1)"}]]}', "Error in expression 'e1': Function 'NOPE' not found"],
])('refused: %s', async (MetricWidget, message) => {
  const error: unknown = await testMonitoring(NOW)
    .call('GetMetricWidgetImage', { MetricWidget })
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AwsError)
  expect(error).toMatchObject({ code: 'ValidationError', message })
})

test('refused: a format that is none', async () => {
  await expect(draw({ metrics: [['NS', 'M']] }, { OutputFormat: 'gif' })).rejects.toThrow(
    'The value gif for parameter OutputFormat is invalid.',
  )
})
