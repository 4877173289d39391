import prom from 'prom-client'
import { expect, test } from 'vitest'
import { PrometheusDoor } from '../prometheus/prometheus-door.ts'
import { Metrics } from '../registry.ts'
import { feedMeter, type MeterLike } from './otel.ts'
import { mergedScrape, readPromClient } from './prom-client.ts'

function peer() {
  const registry = new prom.Registry()
  const registers = [registry]
  const jobs = new prom.Counter({ name: 'jobs_total', help: 'Jobs.', labelNames: ['kind'], registers })
  const depth = new prom.Gauge({ name: 'depth', help: 'Depth.', registers })
  const sizes = new prom.Histogram({ name: 'size_bytes', help: 'Sizes.', buckets: [1], registers })
  return { registry, jobs, depth, sizes }
}

test('a prom-client registry leaves by our doors, again and again', async () => {
  const { registry, jobs, depth, sizes } = peer()
  const metrics = new Metrics()
  const cursor = metrics.openCursor()
  const taken = async () => {
    await readPromClient(registry, metrics)
    return cursor.take().map(({ name, labelValues, value }) => `${name}{${labelValues.join()}} ${String(value)}`)
  }
  jobs.inc({ kind: 'a' }, 2)
  depth.set(-3)
  sizes.observe(5)
  expect(await taken()).toEqual(['jobs_total{a} 2', 'depth{} -3', 'size_bytes_sum{} 5', 'size_bytes_count{} 1'])
  jobs.inc({ kind: 'a' })
  jobs.inc({ kind: 'b' })
  expect(await taken()).toEqual(['jobs_total{a} 1', 'jobs_total{b} 1', 'depth{} -3'])
})

test('one scrape of both', async () => {
  const { registry, depth } = peer()
  depth.set(4)
  const metrics = new Metrics()
  metrics.counter('mine_total').inc()
  const text = await mergedScrape(registry, new PrometheusDoor(metrics))
  expect(text).toMatch(/\ndepth 4\n[\s\S]*\n# TYPE mine_total counter\nmine_total 1\n$/)
})

test('a registry that fails, or a name with other labels, costs a warning', async () => {
  const warnings: string[] = []
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  await readPromClient({ getMetricsAsJSON: () => Promise.reject(new Error('no')), metrics: async () => '' }, metrics)
  expect(warnings).toEqual(['the prom-client registry could not be read: Error: no'])
})

test('a meter observes our metrics, later ones too', () => {
  const callbacks = new Map<string, Parameters<ReturnType<MeterLike['createObservableGauge']>['addCallback']>[0]>()
  const create = (kind: string) => (name: string) => ({
    addCallback: (callback: never) => void callbacks.set(`${kind} ${name}`, callback),
  })
  const meter: MeterLike = { createObservableCounter: create('counter'), createObservableGauge: create('gauge') }
  const metrics = new Metrics()
  metrics
    .counter('jobs_total', { labels: ['kind'] })
    .at('a')
    .inc(2)
  const stop = feedMeter(metrics, meter)
  metrics.gauge('depth').set(7)
  metrics.histogram('size_bytes').observe(3)
  stop()
  metrics.counter('late_total')
  const seen = [...callbacks].map(([name, callback]) => {
    const values: unknown[] = []
    callback({ observe: (value, attributes) => values.push(value, attributes) })
    return [name, ...values]
  })
  expect(seen).toEqual([
    ['counter jobs_total', 2, { kind: 'a' }],
    ['gauge depth', 7, {}],
    ['counter size_bytes.count', 1, {}],
    ['counter size_bytes.sum', 3, {}],
  ])
})
