import type { Dimension, Tenant } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import type { MetricStore, SeriesQuery } from '../metric-store.ts'
import { freshNamespace, metricPoints, RECENT_MS, type Shared, TENANT } from './fixture.ts'

const T = RECENT_MS

type Dimensions = readonly (readonly [name: string, value: string])[]

function toDimensions(pairs: Dimensions): readonly Dimension[] {
  return pairs.map(([name, value]) => ({ name, value }))
}

/** A metric as `Name{a=1,b=2}`. */
function format({ name, dimensions }: { readonly name: string; readonly dimensions: readonly Dimension[] }): string {
  return `${name}{${dimensions.map((dimension) => `${dimension.name}=${dimension.value}`).join(',')}}`
}

export function describeMetricSeries(shared: Shared): void {
  function metrics(): MetricStore {
    return shared.store.metrics
  }

  /** Appends one point to the series, so that it exists. */
  async function touch(id: number, timestampMs = T): Promise<void> {
    await shared.store.append({ metrics: metricPoints([{ series: id, timestampMs, value: 1 }]) })
  }

  function list(query: Omit<SeriesQuery, 'tenant'>): readonly string[] {
    return metrics()
      .listSeries({ tenant: TENANT, ...query })
      .map(format)
  }

  describe('a series is', () => {
    const base = {
      tenant: TENANT,
      name: 'Latency',
      dimensions: [
        ['a', '1'],
        ['b', '2'],
      ] as Dimensions,
    }

    test('the same in any order of its dimensions', async () => {
      const namespace = freshNamespace()
      const id = metrics().seriesId(TENANT, namespace, 'Latency', toDimensions(base.dimensions))
      const reversed = toDimensions(base.dimensions.toReversed())
      expect(metrics().seriesId(TENANT, namespace, 'Latency', reversed)).toBe(id)
      await touch(id)
      expect(metrics().findSeries(TENANT, namespace, 'Latency', reversed)).toBe(id)
      expect(list({ namespace })).toEqual(['Latency{a=1,b=2}'])
    })

    const others: readonly (readonly [string, Partial<typeof base>])[] = [
      ['account', { tenant: { ...TENANT, accountId: '999900001111' } }],
      ['region', { tenant: { ...TENANT, region: 'us-east-1' } }],
      ['name', { name: 'latency' }],
      ['dimension less', { dimensions: [['a', '1']] }],
      [
        'dimension more',
        {
          dimensions: [
            ['a', '1'],
            ['b', '2'],
            ['c', '3'],
          ],
        },
      ],
      [
        'value',
        {
          dimensions: [
            ['a', '1'],
            ['b', '3'],
          ],
        },
      ],
      [
        'assignment of the values',
        {
          dimensions: [
            ['a', '2'],
            ['b', '1'],
          ],
        },
      ],
      ['set of no dimensions', { dimensions: [] }],
    ]
    test.each(others)('another one with another %s', async (_, change) => {
      const namespace = freshNamespace()
      const id = metrics().seriesId(TENANT, namespace, base.name, toDimensions(base.dimensions))
      await touch(id)
      const { tenant, name, dimensions } = { ...base, ...change }
      expect(metrics().findSeries(tenant, namespace, name, toDimensions(dimensions))).toBeUndefined()

      const other = metrics().seriesId(tenant, namespace, name, toDimensions(dimensions))
      expect(other).not.toBe(id)
      await touch(other)
      expect(metrics().findSeries(tenant, namespace, name, toDimensions(dimensions))).toBe(other)
      expect(metrics().findSeries(TENANT, namespace, base.name, toDimensions(base.dimensions))).toBe(id)
    })

    test('never confused with one whose names and values together read the same', async () => {
      const sets: readonly Dimensions[] = [
        [['a', 'b\u0000c']],
        [
          ['a', 'b'],
          ['c', ''],
        ],
        [['a\u0000b', 'c']],
        [
          ['\u0000c', ''],
          ['a', 'b'],
        ],
        [['a', 'b,c=d']],
        [['a', 'b,c,d']],
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        [['a', 'b=c']],
        [['a=b', 'c']],
        [['a', '"b"']],
        [['a', 'b"],["c","d']],
        [['a', 'b\u001fc\u001fd']],
        [['a', 'é']],
        [['a', 'e\u0301']],
        [['a', 'B']],
        [['a', 'b ']],
        [['a', 'null']],
        [['a', '']],
        [],
      ]
      const namespace = freshNamespace()
      const ids = sets.map((set) => metrics().seriesId(TENANT, namespace, 'm', toDimensions(set)))
      expect(new Set(ids).size).toBe(sets.length)

      await shared.store.append({
        metrics: metricPoints(ids.map((series, value) => ({ series, timestampMs: T, value }))),
      })
      const found = sets.map((set) => metrics().findSeries(TENANT, namespace, 'm', toDimensions(set)))
      expect(found).toEqual(ids)
      expect(list({ namespace }).toSorted()).toEqual(
        sets.map((set) => format({ name: 'm', dimensions: toDimensions(set) })).toSorted(),
      )
      const range = { startMs: T, endMs: T + 1_000, periodMs: 1_000, distribution: false }
      expect([...(await metrics().read({ series: ids, ...range })).sums]).toEqual(ids.map((_, value) => value))
    })

    test('separate from one whose namespace and name together read the same', () => {
      const namespace = freshNamespace()
      const ids = [
        metrics().seriesId(TENANT, namespace, 'x/y', []),
        metrics().seriesId(TENANT, `${namespace}/x`, 'y', []),
        metrics().seriesId(TENANT, `${namespace}\u0000x`, 'y', []),
        metrics().seriesId(TENANT, namespace, 'x\u0000y', []),
      ]
      expect(new Set(ids).size).toBe(4)
    })
  })

  test('a series that was only named is not found', async () => {
    const namespace = freshNamespace()
    const id = metrics().seriesId(TENANT, namespace, 'm', [])
    expect(metrics().findSeries(TENANT, namespace, 'm', [])).toBeUndefined()
    expect(list({ namespace })).toEqual([])
    await touch(id)
    expect(metrics().findSeries(TENANT, namespace, 'm', [])).toBe(id)
    expect(list({ namespace })).toEqual(['m{}'])
  })

  test('one append may name many new series', async () => {
    const namespace = freshNamespace()
    const ids = Array.from({ length: 500 }, (_, index) => {
      return metrics().seriesId(TENANT, namespace, 'm', [{ name: 'n', value: `${index}`.padStart(3, '0') }])
    })
    await shared.store.append({ metrics: metricPoints(ids.map((series) => ({ series, timestampMs: T, value: 1 }))) })
    expect(
      metrics()
        .listSeries({ tenant: TENANT, namespace })
        .map(({ id }) => id),
    ).toEqual(ids)
  })

  describe('listSeries', () => {
    async function fill(namespace: string, series: readonly (readonly [string, Dimensions])[]): Promise<void> {
      const ids = series.map(([name, dimensions]) =>
        metrics().seriesId(TENANT, namespace, name, toDimensions(dimensions)),
      )
      await shared.store.append({ metrics: metricPoints(ids.map((id) => ({ series: id, timestampMs: T, value: 1 }))) })
    }

    test('is sorted by namespace, name, dimensions', async () => {
      const prefix = freshNamespace()
      await fill(`${prefix}/b`, [['a', []]])
      await fill(`${prefix}/a`, [
        ['b', []],
        ['a', [['x', '2']]],
        [
          'a',
          [
            ['x', '1'],
            ['y', '1'],
          ],
        ],
        ['a', [['y', '0']]],
        ['B', []],
        ['a', [['x', '1']]],
        ['a', []],
        ['a', [['x', '10']]],
      ])
      const listed = metrics()
        .listSeries({ tenant: TENANT })
        .filter(({ namespace }) => namespace.startsWith(prefix))
        .map((series) => series.namespace.slice(prefix.length) + format(series))
      expect(listed).toEqual([
        '/aB{}',
        '/aa{}',
        '/aa{x=1}',
        '/aa{x=1,y=1}',
        '/aa{x=10}',
        '/aa{x=2}',
        '/aa{y=0}',
        '/ab{}',
        '/ba{}',
      ])
    })

    test('filters by name and dimensions; a series may have more of them', async () => {
      const namespace = freshNamespace()
      await fill(namespace, [
        ['m', []],
        ['m', [['a', '1']]],
        [
          'm',
          [
            ['a', '1'],
            ['b', '1'],
          ],
        ],
        [
          'm',
          [
            ['a', '2'],
            ['b', '1'],
          ],
        ],
        ['other', [['a', '1']]],
      ])
      expect(list({ namespace, name: 'm', dimensions: [] })).toHaveLength(4)
      expect(list({ namespace, name: 'other' })).toEqual(['other{a=1}'])
      expect(list({ namespace, name: 'oth' })).toEqual([])
      expect(list({ namespace, name: 'm', dimensions: [{ name: 'a' }] })).toEqual([
        'm{a=1}',
        'm{a=1,b=1}',
        'm{a=2,b=1}',
      ])
      expect(list({ namespace, dimensions: [{ name: 'a', value: '1' }] })).toEqual([
        'm{a=1}',
        'm{a=1,b=1}',
        'other{a=1}',
      ])
      expect(
        list({
          namespace,
          dimensions: [
            { name: 'b', value: '1' },
            { name: 'a', value: '2' },
          ],
        }),
      ).toEqual(['m{a=2,b=1}'])
      expect(list({ namespace, dimensions: [{ name: 'a', value: '3' }] })).toEqual([])
      expect(list({ namespace, dimensions: [{ name: 'c' }] })).toEqual([])
      expect(list({ namespace, dimensions: [{ name: 'A' }] })).toEqual([])
      expect(list({ namespace: namespace.toLowerCase() })).toEqual([])
    })

    test('shows a tenant only its own', async () => {
      const namespace = freshNamespace()
      const strangers: readonly Tenant[] = [
        { accountId: '999900001111', region: TENANT.region },
        { accountId: TENANT.accountId, region: 'us-east-1' },
      ]
      for (const [index, tenant] of strangers.entries()) {
        await touch(metrics().seriesId(tenant, namespace, `m${index}`, []))
      }
      expect(list({ namespace })).toEqual([])
      expect(strangers.flatMap((tenant) => metrics().listSeries({ tenant, namespace }).map(format))).toEqual([
        'm0{}',
        'm1{}',
      ])
    })

    test('knows the newest point and the newest arrival', async () => {
      const namespace = freshNamespace()
      const id = metrics().seriesId(TENANT, namespace, 'm', [])
      const before = Date.now()
      await touch(id, T + 60_999)
      await touch(id, T)
      const after = Date.now()
      const [series] = metrics().listSeries({ tenant: TENANT, namespace })
      expect(series).toMatchObject({ id, namespace, name: 'm', dimensions: [], lastPointMs: T + 60_000 })
      expect(series?.lastArrivalMs).toBeGreaterThanOrEqual(before)
      expect(series?.lastArrivalMs).toBeLessThanOrEqual(after)
    })

    test('can leave out series without a recent point', async () => {
      const namespace = freshNamespace()
      await touch(metrics().seriesId(TENANT, namespace, 'old', []), T)
      await touch(metrics().seriesId(TENANT, namespace, 'new', []), T + 60_000)
      expect(list({ namespace, activeSinceMs: T })).toEqual(['new{}', 'old{}'])
      expect(list({ namespace, activeSinceMs: T + 1 })).toEqual(['new{}'])
      expect(list({ namespace, activeSinceMs: T + 60_000 })).toEqual(['new{}'])
      expect(list({ namespace, activeSinceMs: T + 60_001 })).toEqual([])
    })
  })
}
