import { describe, expect, test } from 'vitest'
import { OVERFLOW } from './labels.ts'
import { Metrics, type MetricsOptions } from './registry.ts'
import { CounterSeries, GaugeSeries, type HistogramSeries, SummarySeries } from './series.ts'

function setUp(options: MetricsOptions = {}) {
  const warnings: string[] = []
  return { metrics: new Metrics({ warn: (text) => warnings.push(text), now: () => 1_000, ...options }), warnings }
}

/** `name{a,b} value` of every series. */
function dump(metrics: Metrics): string[] {
  return metrics.families().flatMap(({ spec, series }) =>
    series.map((one) => {
      const labels = one.spec.labelValues.join()
      if (one instanceof CounterSeries || one instanceof GaugeSeries) return `${spec.name}{${labels}} ${one.value}`
      return one instanceof SummarySeries ? `${spec.name}{${labels}} ${one.count}/${one.sum}` : ''
    }),
  )
}

describe('a counter', () => {
  test('counts by labels as object, by position and by a bound handle, in one series', () => {
    const { metrics } = setUp()
    const requests = metrics.counter('requests_total', { labels: ['method', 'status'] })
    requests.inc({ method: 'GET', status: 200 })
    requests.inc({ status: '200', method: 'GET' }, 2)
    requests.at('GET', 200).inc()
    const bound = requests.at('GET', '200')
    bound.inc()
    bound.inc(0.5)
    requests.at('POST', true).inc()
    requests.at('POST', 'true').inc()
    expect(dump(metrics)).toEqual(['requests_total{GET,200} 5.5', 'requests_total{POST,true} 2'])
  })

  test('without labels is there from the start, at zero', () => {
    const { metrics } = setUp()
    metrics.counter('jobs_total')
    expect(dump(metrics)).toEqual(['jobs_total{} 0'])
  })

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '3' as never, 2 ** 361])('takes no %s', (value) => {
    const { metrics, warnings } = setUp()
    metrics.counter('jobs_total').inc(value)
    expect(dump(metrics)).toEqual(['jobs_total{} 0'])
    expect(warnings).toHaveLength(1)
  })

  test('asked for again is the same one, with other labels a mistake', () => {
    const { metrics } = setUp()
    metrics
      .counter('jobs_total', { labels: ['kind'] })
      .at('a')
      .inc()
    metrics
      .counter('jobs_total', { labels: ['kind'] })
      .at('a')
      .inc()
    expect(dump(metrics)).toEqual(['jobs_total{a} 2'])
    expect(() => metrics.counter('jobs_total', { labels: ['other'] })).toThrow(/jobs_total is there already/)
    expect(() => metrics.gauge('jobs_total', { labels: ['kind'] })).toThrow(TypeError)
  })

  test('a missing label is empty, an unknown one is named', () => {
    const { metrics, warnings } = setUp()
    const jobs = metrics.counter('jobs_total', { labels: ['kind'] })
    jobs.inc({} as never)
    jobs.inc({ kinds: 'a' } as never)
    ;(jobs.at as (...values: string[]) => { inc(): void })('a', 'b').inc()
    expect(dump(metrics)).toEqual(['jobs_total{} 2', 'jobs_total{a} 1'])
    expect(warnings.join('\n')).toMatch(/no label kinds[\s\S]*1 labels \(kind\), got 2 values/)
    for (let index = 0; index < 100; index++) {
      jobs.inc({ kinds: 'a' } as never)
      ;(jobs.at as () => { inc(): void })().inc()
      jobs.inc(null as never)
    }
    // A call that is wrong is so every time, and is told once.
    expect(warnings).toHaveLength(3)
  })
})

test('a gauge goes up and down', () => {
  const { metrics, warnings } = setUp()
  const active = metrics.gauge('active', { labels: ['pool'] })
  active.set({ pool: 'a' }, 5)
  active.at('a').inc()
  active.dec({ pool: 'a' }, 2)
  active.at('a').set(Number.NaN)
  expect(dump(metrics)).toEqual(['active{a} 4'])
  expect(warnings[0]).toContain('metric active: a value was dropped')
})

test('a histogram counts into inclusive upper bounds', () => {
  const { metrics } = setUp()
  const sizes = metrics.histogram('sizes', { buckets: [1, 2, 5] })
  for (const value of [0, 1, 1.5, 2, 5, 6, -1]) sizes.observe(value)
  const [series] = metrics.families()[0]!.series
  expect((series as HistogramSeries).counts).toEqual([3, 2, 1, 1])
  expect(series).toMatchObject({ count: 7, sum: 14.5, min: -1, max: 6 })
})

test('many bounds find the same bucket as few', () => {
  const { metrics } = setUp()
  const bounds = Array.from({ length: 40 }, (_, index) => index * 2)
  const many = metrics.histogram('many', { buckets: bounds })
  for (const value of [-1, 0, 1, 2, 77, 78, 79]) many.observe(value)
  const [series] = metrics.families()[0]!.series as readonly HistogramSeries[]
  const filled = [...series!.counts.entries()].filter(([, count]) => count > 0)
  expect(filled).toEqual([
    [0, 2],
    [1, 2],
    [39, 2],
    [40, 1],
  ])
})

test('a timer measures in the unit of its name, also what fails', async () => {
  const { metrics } = setUp()
  const seconds = metrics.timer('work_seconds')
  const ms = metrics.timer('WorkTime', { labels: ['kind'] })
  seconds.time(() => 1)
  expect(() =>
    seconds.time(() => {
      throw new Error('no')
    }),
  ).toThrow('no')
  await expect(ms.time({ kind: 'a' }, () => Promise.reject(new Error('later')))).rejects.toThrow('later')
  const stop = ms.at('a').start()
  expect(stop()).toBe(stop())
  await Promise.resolve()
  const counts = metrics.families().map(({ spec, series }) => [spec.unit, (series[0] as HistogramSeries).count])
  expect(counts).toEqual([
    ['Seconds', 2],
    ['Milliseconds', 2],
  ])
})

describe('series are bounded', () => {
  test('further label values are counted together, with one warning', () => {
    const { metrics, warnings } = setUp({ maxSeries: 3 })
    const paths = metrics.counter('paths_total', { labels: ['path'] })
    for (let index = 0; index < 1_000; index++) paths.at(`/${index}`).inc()
    paths.at('/1').inc()
    expect(dump(metrics)).toEqual([
      'paths_total{/0} 1',
      'paths_total{/1} 2',
      'paths_total{/2} 1',
      `paths_total{${OVERFLOW}} 997`,
    ])
    expect(warnings).toEqual([expect.stringContaining('metric paths_total has 3 series')])
  })

  test('so are the dimensions of putMetric, for one metric and for all', () => {
    const { metrics, warnings } = setUp({ maxSeries: 2 })
    for (let index = 0; index < 10; index++) metrics.putMetric('A', 1, 'Count', { id: index })
    for (let index = 0; index < 10; index++) metrics.putMetric(`M${index}`, 1)
    expect(dump(metrics)).toEqual(['A{0} 1/1', 'A{1} 1/1', `A{${OVERFLOW}} 8/8`, 'M0{} 1/1'])
    expect(warnings[0]).toContain('metric A has 2 sets of dimensions')
  })

  test('a hostile value is cut and costs no more memory the second time', () => {
    const { metrics } = setUp()
    const paths = metrics.counter('paths_total', { labels: ['path'] })
    const long = 'x'.repeat(1_000_000)
    paths.at(long).inc()
    paths.at(`${long}y`).inc()
    paths
      .at({
        toString: () => {
          throw new Error('no')
        },
      } as never)
      .inc()
    expect(metrics.families()[0]!.series.map(({ spec }) => spec.labelValues[0]!.length)).toEqual([1_024, 0])
  })
})

test.each<readonly [string, () => unknown, string]>([
  ['a name', () => new Metrics().counter('1st'), '"1st"'],
  ['a label', () => new Metrics().counter('a', { labels: ['le'] }), '"le"'],
  ['two labels', () => new Metrics().counter('a', { labels: ['b', 'b'] }), 'same name'],
  ['a unit', () => new Metrics().counter('a', { unit: 'Parsecs' as never }), '"Parsecs"'],
  ['no buckets', () => new Metrics().histogram('a', { buckets: [] }), 'ascending order'],
  ['unsorted buckets', () => new Metrics().histogram('a', { buckets: [2, 1] }), '[2, 1]'],
  ['a small size', () => new Metrics().histogram('a', { buckets: { size: 1 } }), 'size must be'],
  ['a cap', () => new Metrics({ maxSeries: 0 }), 'maxSeries'],
  ['a timer of bytes', () => new Metrics().timer('a', { unit: 'Bytes' }), 'one of time'],
])('a mistake in %s is named where it is made', (_what, make, text) => {
  expect(make).toThrow(TypeError)
  expect(make).toThrow(text)
})

test('off means that nothing is kept and nothing fails', () => {
  const metrics = new Metrics({ enabled: false })
  metrics
    .counter('a', { labels: ['x'] })
    .at('1')
    .inc()
  metrics.counter('b').inc({} as never)
  metrics.gauge('1 bad name').set(1)
  metrics.putMetric('M', 1)
  expect(metrics.timer('t').time(() => 7)).toBe(7)
  expect(metrics.timer('t').start()()).toBe(0)
  expect(metrics.families()).toEqual([])
})

test('putMetric keeps count, sum and range for each set of dimensions and each unit', () => {
  const { metrics, warnings } = setUp()
  metrics.putMetric('Size', 3, 'Bytes', { Kind: 'a' })
  metrics.putMetric('Size', 4, 'Bytes', { Kind: 'a' })
  metrics.putMetric('Size', 5, 'Kilobytes', { Kind: 'a' })
  metrics.withDimensions({ Kind: 'b' }).withDimensions({ Zone: 'z' }).putMetric('Size', 1, 'Bytes', { More: 1 })
  metrics.putMetric('Size', 1, 'Furlongs' as never)
  expect(dump(metrics)).toEqual(['Size{a} 2/7', 'Size{a} 1/5', 'Size{b,z,1} 1/1'])
  expect(warnings).toHaveLength(1)
})

test('what is set before reading may fail without harm', () => {
  const { metrics, warnings } = setUp()
  const depth = metrics.gauge('depth')
  const stop = metrics.beforeRead(() => depth.set(9))
  metrics.beforeRead(() => {
    throw new Error('mine')
  })
  expect(dump(metrics)).toEqual(['depth{} 9'])
  stop()
  expect(warnings).toEqual(['a metric could not be read: Error: mine'])
})

describe('delta cursors', () => {
  test('each sees everything once, whatever another has taken', () => {
    const { metrics } = setUp()
    const jobs = metrics.counter('jobs_total')
    const first = metrics.openCursor()
    jobs.inc(2)
    const second = metrics.openCursor()
    expect(first.take().map(({ value }) => value)).toEqual([2])
    jobs.inc()
    expect(first.take().map(({ value }) => value)).toEqual([1])
    expect(second.take().map(({ value }) => value)).toEqual([3])
    expect(first.take()).toEqual([])
  })

  test('gauges are always there, histograms with their values', () => {
    const { metrics } = setUp()
    metrics.gauge('unset')
    metrics.gauge('depth').set(4)
    const sizes = metrics.histogram('sizes', { buckets: [10] })
    sizes.observe(3)
    const cursor = metrics.openCursor()
    expect(cursor.take().map(({ name, value }) => [name, value])).toEqual([
      ['depth', 4],
      ['sizes', { count: 1, sum: 3, min: 3, max: 3, values: [], counts: [] }],
    ])
    sizes.observe(5)
    sizes.observe(5)
    sizes.observe(7)
    metrics.putMetric('Late', 1)
    expect(cursor.take().map(({ name, value }) => [name, value])).toEqual([
      ['depth', 4],
      ['sizes', { count: 3, sum: 17, min: 5, max: 7, values: [5, 7], counts: [2, 1] }],
      ['Late', { count: 1, sum: 1, min: 1, max: 1, values: [1], counts: [1] }],
    ])
  })
})

test('labels that cannot be read harm nobody: what they count is counted', () => {
  const warnings: string[] = []
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  const video = {
    get kind(): string {
      throw new Error('not loaded')
    },
  }
  const videos = metrics.counter('videos_total', { labels: ['kind'] })
  videos.inc(video)
  videos.inc(video)
  metrics.withDimensions(video).putMetric('Videos', 1)
  const [labelled, put] = metrics.families().map(({ series }) => series.map(({ spec }) => spec.labelValues))
  expect([labelled, put]).toEqual([[['']], [['[not readable]']]])
  expect(warnings).toEqual([expect.stringContaining('labels that cannot be read')])
})
