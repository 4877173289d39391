import { inflateSync } from 'node:zlib'
import { MINUTE_MS } from '@atalaya/model'
import type { TimeSeries } from '@atalaya/query'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberText, timeTicks, valueScale } from './axis.ts'
import { Canvas, type Color } from './canvas.ts'
import { drawChart } from './chart.ts'
import type { Chart } from './chart-model.ts'
import { fitText, textWidth } from './font.ts'
import { encodePng } from './png.ts'
import { parseColor } from './theme.ts'
import { parseTime, parseWidget } from './widget.ts'

const NOW = Date.UTC(2026, 2, 2, 10, 30)
const RED: Color = [255, 0, 0]
const WHITE: Color = [255, 255, 255]

/** Reads a picture back, as any decoder would. */
function decode(png: Uint8Array): { readonly width: number; readonly height: number; readonly pixels: Buffer } {
  const buffer = Buffer.from(png)
  expect(buffer.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const [width, height] = [buffer.readUInt32BE(16), buffer.readUInt32BE(20)]
  const data = buffer.subarray(41, 41 + buffer.readUInt32BE(33))
  const rows = inflateSync(data)
  const pixels = Buffer.alloc(width * height * 3)
  for (let row = 0; row < height; row += 1) {
    for (let i = 0; i < width * 3; i += 1) {
      const above = row === 0 ? 0 : (pixels[(row - 1) * width * 3 + i] as number)
      pixels[row * width * 3 + i] = ((rows[row * (width * 3 + 1) + 1 + i] as number) + above) & 255
    }
  }
  return { width, height, pixels }
}

function pixel({ pixels, width }: Canvas, x: number, y: number): readonly number[] {
  return [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
}

function series(values: readonly number[]): TimeSeries {
  const grid = { startMs: NOW - values.length * MINUTE_MS, stepMs: MINUTE_MS, slots: values.length }
  return { grid, values: Float64Array.from(values), periodSeconds: 60, source: undefined }
}

function chart(over: Partial<Chart> = {}): Chart {
  const axis = { min: undefined, max: undefined, label: '' }
  return {
    ...{ width: 300, height: 200, theme: 'light', title: '', view: 'timeSeries', stacked: false, legend: 'hidden' },
    ...{ startMs: NOW - 10 * MINUTE_MS, endMs: NOW, offsetMinutes: 0, axes: { left: axis, right: axis } },
    ...{ horizontal: [], vertical: [], series: [] },
    ...over,
  }
}

describe('pictures', () => {
  test('a PNG holds every pixel', () => {
    const canvas = new Canvas(7, 5, WHITE)
    canvas.rectangle(1, 1, 3, 4, RED)
    const { width, height, pixels } = decode(encodePng(canvas))
    expect([width, height]).toEqual([7, 5])
    expect(Buffer.compare(pixels, Buffer.from(canvas.pixels))).toBe(0)
  })

  test('edges are smooth, and covering twice is no darker', () => {
    const canvas = new Canvas(10, 10, WHITE)
    canvas.rectangle(2, 2, 4.5, 8, RED)
    expect(pixel(canvas, 3, 5)).toEqual([255, 0, 0])
    expect(pixel(canvas, 4, 5)).toEqual([255, 128, 128])
    expect(pixel(canvas, 5, 5)).toEqual([255, 255, 255])
    canvas.lines(
      [
        [
          [0, 9],
          [5, 9],
          [0, 9],
        ],
      ],
      2,
      [0, 0, 0],
      0.5,
    )
    expect(pixel(canvas, 2, 8)).toEqual([128, 128, 128])
  })

  test('nothing is drawn outside of a clip', () => {
    const canvas = new Canvas(10, 10, WHITE)
    canvas.within({ left: 2, top: 2, right: 5, bottom: 5 }, () => canvas.rectangle(-100, -100, 100, 100, RED))
    expect(pixel(canvas, 4, 4)).toEqual([255, 0, 0])
    expect([pixel(canvas, 5, 4), pixel(canvas, 1, 4)]).toEqual([WHITE, WHITE])
  })

  test('texts fit', () => {
    expect(fitText('short', 7, 100)).toBe('short')
    const cut = fitText('a very long label of a metric', 7, 60)
    expect(cut).toMatch(/^a very.*…$/)
    expect(textWidth(cut, 7)).toBeLessThanOrEqual(60)
    expect(fitText('abc', 7, 1)).toBe('')
  })
})

describe('axes', () => {
  test.each([
    [[0, 10], {}, ['0', '2', '4', '6', '8', '10']],
    [[3, 97], {}, ['0', '20', '40', '60', '80', '100']],
    [[1_200_000, 4_800_000], {}, ['1M', '2M', '3M', '4M', '5M']],
    [[0.001, 0.004], {}, ['0.001', '0.002', '0.003', '0.004']],
    [[50, 60], { fromZero: true }, ['0', '20', '40', '60']],
    [[5], {}, ['4.4', '4.6', '4.8', '5', '5.2', '5.4', '5.6']],
    [[], {}, ['0', '0.2', '0.4', '0.6', '0.8', '1']],
    [[1, 2], { min: 0, max: 10 }, ['0', '2', '4', '6', '8', '10']],
    [[-20, 30], {}, ['-20', '-10', '0', '10', '20', '30']],
  ])('values %j %j', (values, options, labels) => {
    const { ticks } = valueScale(values, { min: undefined, max: undefined, fromZero: false, steps: 5, ...options })
    expect(ticks.map(({ label }) => label)).toEqual(labels)
  })

  test('any values get a scale that holds them', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (values, steps) => {
        const scale = valueScale(values, { min: undefined, max: undefined, fromZero: false, steps })
        expect(scale.min).toBeLessThan(scale.max)
        expect(scale.ticks.length).toBeLessThanOrEqual(2 * steps + 3)
        for (const one of values) {
          const slack = (scale.max - scale.min) * 1e-6
          expect(one).toBeGreaterThanOrEqual(scale.min - slack)
          expect(one).toBeLessThanOrEqual(scale.max + slack)
        }
      }),
    )
  })

  test.each([
    [2_500, 500, '2.5k'],
    [0, 1, '0'],
    [-1_500_000, 500_000, '-1.5M'],
    [1e-9, 1e-9, '1.00e-9'],
    [0.25, 0.25, '0.25'],
  ])('%d in steps of %d is %s', (value, step, text) => {
    expect(numberText(value, step)).toBe(text)
  })

  test.each([
    [3 * 60, 0, ['07:30', '08:00', '08:30', '09:00', '09:30', '10:00', '10:30']],
    [3 * 60, 90, ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00']],
    [1, 0, ['10:29:00', '10:29:10', '10:29:20', '10:29:30', '10:29:40', '10:29:50', '10:30:00']],
    [24 * 60, 0, ['12:00', '18:00', '03/02', '06:00']],
    [7 * 24 * 60, 0, ['02/24', '02/26', '02/28', '03/02']],
  ])('the last %d minutes at offset %d', (minutes, offset, labels) => {
    const ticks = timeTicks(NOW - minutes * MINUTE_MS, NOW, offset, 6)
    expect(ticks.map(({ label }) => label)).toEqual(labels)
  })
})

describe('charts', () => {
  const one = { label: 'm', color: RED, side: 'left' as const, series: series([1, 5, 2, 8, 3, 9, 4, 7, 6, 5]) }

  function redIn(canvas: Canvas): number {
    let count = 0
    for (let at = 0; at < canvas.pixels.length; at += 3) {
      const [red = 0, green = 0, blue = 0] = canvas.pixels.subarray(at, at + 3)
      if (red > 200 && green < 80 && blue < 80) count += 1
    }
    return count
  }

  test.each([
    ['a line', chart({ series: [one] })],
    ['a single point', chart({ series: [{ ...one, series: series([Number.NaN, 3, Number.NaN]) }] })],
    ['bars', chart({ series: [one], view: 'bar' })],
    ['slices', chart({ series: [one], view: 'pie' })],
    ['a legend below', chart({ series: [{ ...one, series: series([]) }], legend: 'bottom' })],
    ['a legend at the right', chart({ series: [{ ...one, series: series([]) }], legend: 'right' })],
    ['a right axis', chart({ series: [{ ...one, side: 'right' }] })],
    [
      'a threshold',
      chart({ horizontal: [{ value: 1, until: undefined, label: '', color: RED, fill: 'none', side: 'left' }] }),
    ],
    [
      'a moment',
      chart({
        vertical: [{ value: NOW - MINUTE_MS, until: undefined, label: '', color: RED, fill: 'none', side: 'left' }],
      }),
    ],
  ])('%s can be seen', (_name, subject) => {
    expect(redIn(drawChart(subject))).toBeGreaterThan(5)
    expect(redIn(drawChart({ ...subject, series: [], horizontal: [], vertical: [] }))).toBe(0)
  })

  test('areas stand on each other', () => {
    const blue: Color = [0, 0, 255]
    const layers = [one, { ...one, color: blue }].map((layer) => ({ ...layer, series: series(Array(10).fill(5)) }))
    const canvas = drawChart(
      chart({
        series: layers,
        stacked: true,
        axes: { left: { min: 0, max: 10, label: '' }, right: { min: 0, max: 10, label: '' } },
      }),
    )
    const column = (y: number): readonly number[] => pixel(canvas, 150, y)
    expect(column(60)).toEqual([140, 140, 255])
    expect(column(150)).toEqual([255, 140, 140])
  })

  test('every size gives a picture of that size', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 1, max: 260 }),
      height: fc.integer({ min: 1, max: 260 }),
      view: fc.constantFrom('timeSeries' as const, 'bar' as const, 'pie' as const),
      legend: fc.constantFrom('bottom' as const, 'right' as const),
      stacked: fc.boolean(),
      title: fc.string(),
    })
    fc.assert(
      fc.property(sizes, (options) => {
        const { width, height } = decode(encodePng(drawChart(chart({ ...options, series: [one, one] }))))
        expect([width, height]).toEqual([options.width, options.height])
      }),
      { numRuns: 40 },
    )
  })
})

describe('descriptions', () => {
  const minimal = { metrics: [['NS', 'M']] }
  const parse = (body: unknown) => parseWidget(JSON.stringify(body), 'us-east-1', NOW)

  test('have defaults', () => {
    const { rows, chart: described } = parse(minimal)
    expect(rows[0]?.query.MetricStat).toMatchObject({ Period: 300, Stat: 'Average' })
    expect(described).toMatchObject({
      ...{ width: 600, height: 400, theme: 'light', view: 'timeSeries', legend: 'bottom', stacked: false, title: '' },
      ...{ startMs: NOW - 180 * MINUTE_MS, endMs: NOW, offsetMinutes: 0, horizontal: [], vertical: [] },
    })
  })

  test('say what to draw', () => {
    const { chart: described } = parse({
      ...minimal,
      ...{ width: 300, height: 100, theme: 'dark', view: 'pie', stacked: true, title: 't', timezone: '+0130' },
      ...{ start: '-P1DT2H', end: '2026-03-02T10:00:00Z', legend: { position: 'right' }, liveData: true },
      yAxis: { left: { min: 1, label: 'x' }, right: { max: 2 } },
      annotations: {
        horizontal: [
          { value: 1, label: 'a', fill: 'above' },
          [{ value: 2, color: '#0000ff' }, { value: 3 }],
          { value: 4, visible: false },
        ],
        vertical: [{ value: '2026-03-02T09:00:00Z', fill: 'after' }],
      },
    })
    expect(described).toMatchObject({
      ...{ width: 300, height: 100, theme: 'dark', view: 'pie', stacked: true, title: 't', offsetMinutes: 90 },
      ...{ startMs: NOW - 26 * 60 * MINUTE_MS, endMs: NOW - 30 * MINUTE_MS, legend: 'right' },
      axes: { left: { min: 1, max: undefined, label: 'x' }, right: { min: undefined, max: 2, label: '' } },
      horizontal: [
        { value: 1, until: undefined, label: 'a', fill: 'above' },
        { value: 2, until: 3, color: [0, 0, 255] },
      ],
      vertical: [{ value: NOW - 90 * MINUTE_MS, fill: 'after' }],
    })
  })

  test('one value for the whole range is one period', () => {
    const { rows } = parse({ ...minimal, setPeriodToTimeRange: true })
    expect(rows[0]?.query.MetricStat?.Period).toBe(10_800)
  })

  test.each([
    ['-PT0H', NOW],
    ['-PT90M', NOW - 90 * MINUTE_MS],
    ['-P1W', NOW - 7 * 24 * 60 * MINUTE_MS],
    ['2026-03-02T10:30:00+01:00', NOW - 60 * MINUTE_MS],
    ['2026-03-02', NOW - 630 * MINUTE_MS],
    ['PT3H', undefined],
    ['-P', undefined],
    ['yesterday', undefined],
    ['12', undefined],
  ])('time %s', (text, expected) => {
    expect(parseTime(text, NOW)).toBe(expected)
  })

  test.each([
    [{}, '', "Should have required property 'metrics'"],
    [{ metrics: {} }, '/metrics', 'Should be array'],
    [{ metrics: [] }, '/metrics', 'Should NOT have fewer than 1 items'],
    [{ metrics: Array(101).fill(['N', 'M']) }, '/metrics', 'Should NOT have more than 100 items'],
    [{ ...minimal, width: 0 }, '/width', 'Should be >= 1'],
    [{ ...minimal, height: 2_001 }, '/height', 'Should be <= 2000'],
    [{ ...minimal, width: 1.5 }, '/width', 'Should be integer'],
    [{ ...minimal, width: '1' }, '/width', 'Should be number'],
    [{ ...minimal, title: 3 }, '/title', 'Should be string'],
    [{ ...minimal, stacked: 'yes' }, '/stacked', 'Should be boolean'],
    [{ ...minimal, period: 45 }, '/period', 'Should be 1, 5, 10, 20, 30 or a multiple of 60'],
    [{ ...minimal, view: 'table' }, '/view', 'Should be equal to one of the allowed values: timeSeries, bar, pie'],
    [{ ...minimal, theme: 'blue' }, '/theme', 'Should be equal to one of the allowed values: light, dark'],
    [
      { ...minimal, legend: { position: 'top' } },
      '/legend/position',
      'Should be equal to one of the allowed values: bottom, right, hidden',
    ],
    [{ ...minimal, legend: 'right' }, '/legend', 'Should be object'],
    [{ ...minimal, region: 'eu-west-1' }, '/region', 'Should be the region of the request, us-east-1'],
    [
      { ...minimal, start: 'x' },
      '/start',
      'Should be an ISO 8601 time, or a duration before now such as -PT3H or -P1D',
    ],
    [{ ...minimal, start: '-PT1H', end: '-PT2H' }, '/start', 'Should be before end'],
    [{ ...minimal, timezone: 'UTC' }, '/timezone', 'Should match pattern "^[+-]\\d{4}$"'],
    [{ ...minimal, yAxis: { left: { min: 'a' } } }, '/yAxis/left/min', 'Should be number'],
    [{ ...minimal, annotations: { horizontal: {} } }, '/annotations/horizontal', 'Should be array'],
    [
      { ...minimal, annotations: { horizontal: [{}] } },
      '/annotations/horizontal/0',
      "Should have required property 'value'",
    ],
    [
      { ...minimal, annotations: { horizontal: [[{ value: 1 }, { value: 'a' }]] } },
      '/annotations/horizontal/0/1/value',
      'Should be number',
    ],
    [
      { ...minimal, annotations: { horizontal: [{ value: 1, color: 'red' }] } },
      '/annotations/horizontal/0/color',
      'Should match pattern "^#[0-9a-fA-F]{6}$"',
    ],
    [
      { ...minimal, annotations: { vertical: [{ value: 'x' }] } },
      '/annotations/vertical/0/value',
      'Should be an ISO 8601 time',
    ],
    [
      { ...minimal, annotations: { vertical: [3] } },
      '/annotations/vertical/0',
      'Should match exactly one schema in oneOf',
    ],
  ])('%j is refused at %s', (body, dataPath, message) => {
    const list = JSON.stringify([{ dataPath, message }], undefined, 2)
    expect(() => parse(body)).toThrow(
      `The value for parameter MetricWidget is invalid: there are 1 validation errors:\n${list}`,
    )
  })

  test.each(['{', '[]', 'null', '3'])('%s is no description', (text) => {
    expect(() => parseWidget(text, 'us-east-1', NOW)).toThrow(/it must be a valid JSON object/)
  })
})

test.each([
  ['#1f77b4', [31, 119, 180]],
  ['#F00', [255, 0, 0]],
  ['red', undefined],
  ['#12345', undefined],
])('the colour %s', (text, color) => {
  expect(parseColor(text)).toEqual(color)
})
