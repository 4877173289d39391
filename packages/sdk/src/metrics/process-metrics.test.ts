import { expect, test } from 'vitest'
import type { SettingsInput } from '../settings/record.ts'
import { loadSettings } from '../settings/settings.ts'
import { EmfDoor } from './emf/emf-door.ts'
import { MemorySink } from './emf/memory-sink.ts'
import { lenientSettings, ProcessMetrics } from './process-metrics.ts'

function start(values: SettingsInput['metrics'] = {}) {
  const sink = new MemorySink()
  const service = { name: 'api', namespace: 'N', instanceId: 'i-1' }
  const metrics = new ProcessMetrics(loadSettings({ env: {}, values: { service, metrics: values } }), sink)
  return { sink, metrics }
}

test('without doors a value is written at once, with the identity of the service', () => {
  const { sink, metrics } = start()
  metrics.putMetric('Jobs', 2, 'Count', { Queue: 'a' })
  expect(sink.metrics).toMatchObject([
    {
      namespace: 'N',
      name: 'Jobs',
      value: 2,
      dimensions: { Service: 'api', Environment: 'development', InstanceId: 'i-1', Queue: 'a' },
    },
  ])
})

test('once there are doors it is theirs, and afterwards written at once again', () => {
  const { sink, metrics } = start({ defaultDimensions: false })
  metrics.putMetric('Before', 1)
  const release = metrics.takeOver()
  metrics.putMetric('During', 1)
  release()
  metrics.withDimensions({ A: 'b' }).putMetric('After', 1)
  expect(sink.metrics.map(({ name, dimensions }) => [name, dimensions])).toEqual([
    ['Before', {}],
    ['After', { A: 'b' }],
  ])
})

test('what has left by one door does not leave by the next, and nothing is forgotten between them', async () => {
  const { sink, metrics } = start({ defaultDimensions: false })
  const settings = loadSettings({ env: {}, values: { service: { name: 'named', namespace: 'Observed' } } })
  const jobs = metrics.counter('jobs_total')
  const sizes = metrics.histogram('size_bytes')
  const values = (name: string) => sink.metrics.filter((metric) => metric.name === name).map(({ value }) => value)
  jobs.inc(1)
  sizes.observe(10)
  metrics.putMetric('Early', 1)
  for (const more of [2, 4]) {
    const release = metrics.takeOver(settings)
    const door = new EmfDoor(metrics, { namespace: 'N', sink })
    jobs.inc(more)
    metrics.putMetric('During', more)
    await door.close()
    release()
    metrics.putMetric('Late', more)
    sizes.observe(20)
  }
  const last = new EmfDoor(metrics, { namespace: 'N', sink })
  await last.close()
  expect(values('jobs_total').reduce((sum, value) => sum + value, 0)).toBe(7)
  expect(values('Early')).toEqual([1])
  expect(values('During')).toEqual([2, 4])
  expect(values('Late')).toEqual([2, 4])
  expect(sink.metrics.filter(({ name }) => name === 'Late').map(({ namespace }) => namespace)).toEqual([
    'Observed',
    'Observed',
  ])
  expect(values('size_bytes')).toEqual([10, 20, 20])
})

test.each([{ enabled: false }, { emf: false }])('with %o nothing is written', (values) => {
  const { sink, metrics } = start(values)
  metrics.putMetric('Jobs', 1)
  expect(sink.lines).toEqual([])
})

test('a wrong setting does not keep a module from loading', () => {
  const { metrics } = lenientSettings({ env: { ATALAYA_METRICS_MAX_SERIES: 'many' } })
  expect(metrics.maxSeries).toBe(2_000)
})
