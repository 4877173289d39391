import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkEmf, checkEvents, checkPoints, type LogBatch, type LogLedger } from './ledger.ts'
import { runRounds } from './rounds.ts'

test('a server that is killed under load has exactly what it acknowledged', { timeout: 180_000 }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-crash-'))
  try {
    const report = await runRounds({ rounds: 6, seed: 7, dataDirectory, log: () => {} })
    expect(report.problems).toEqual([])
    expect(report.acknowledgedEvents).toBeGreaterThan(1_000)
    expect(report.acknowledgedPoints).toBeGreaterThan(1_000)
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
})

describe('the check itself', () => {
  const batch = (id: number, fate: LogBatch['fate']): LogBatch => ({
    id,
    count: 3,
    startMs: 1_000,
    emf: 1,
    slot: id,
    fate,
  })
  const ledger: LogLedger = {
    group: '/g',
    stream: 's',
    metric: 'm',
    batches: [batch(0, 'acknowledged'), batch(1, 'refused'), batch(2, 'unknown')],
    deleted: 'no',
  }
  const texts = (...ids: string[]) => ids.map((id) => `${id}/3 xxx`)
  const first = texts('0.0', '0.1', '0.2')
  const problemsOf = (found: readonly string[], of: LogLedger = ledger, now: readonly [number, number] = [0, 0]) => {
    const problems: string[] = []
    checkEvents(of, found, now, problems)
    return problems
  }

  test.each<readonly [what: string, found: readonly string[], problem: RegExp | undefined]>([
    ['all is well without the unknown batch', first, undefined],
    ['all is well with it', [...first, ...texts('2.0', '2.1', '2.2')], undefined],
    ['a lost batch', [], /batch 0 of 3 events is missing/],
    ['a partial batch', texts('0.0', '0.1'), /has events \[0,1\]/],
    ['a batch twice', [...first, ...first], /has events/],
    ['an unknown batch in part', [...first, ...texts('2.2')], /batch 2 \(unknown/],
    ['a refused batch', [...first, ...texts('1.0', '1.1', '1.2')], /refused batch 1 is there/],
    ['a batch of nobody', [...first, ...texts('9.0')], /never sent/],
  ])('sees %s', (_what, found, problem) => {
    const problems = problemsOf(found)
    if (problem === undefined) expect(problems).toEqual([])
    else expect(problems[0]).toMatch(problem)
  })

  test('lets events expire from the front, and not too early', () => {
    const expiring = { ...ledger, retentionMs: 100, batches: [batch(0, 'acknowledged')] }
    expect(problemsOf(texts('0.1', '0.2'), expiring, [1_101, 1_101])).toEqual([])
    expect(problemsOf(first, expiring, [1_101, 1_101])).toHaveLength(1)
    expect(problemsOf(texts('0.2'), expiring, [1_101, 1_101])).toHaveLength(1)
    expect(problemsOf([], expiring, [1_200, 1_200])).toEqual([])
  })

  test('wants datapoints in all series or in none', () => {
    const problemsOfPoints = (...found: number[]) => {
      const problems: string[] = []
      const samples = found.map((count) => new Map(count === 0 ? [] : [[5, count] as const]))
      checkPoints({ metric: 'm', batches: [{ count: 4, slot: 5, fate: 'unknown' }] }, samples, problems)
      return problems
    }
    expect(problemsOfPoints(2, 1, 1)).toEqual([])
    expect(problemsOfPoints(0, 0, 0)).toEqual([])
    expect(problemsOfPoints(2, 1, 0)).toHaveLength(1)
    expect(problemsOfPoints(4, 2, 2)).toHaveLength(1)
  })

  test('wants EMF samples exactly with their events', () => {
    const problemsOfEmf = (samples: readonly (readonly [number, number])[]) => {
      const problems: string[] = []
      checkEmf(ledger, new Set([0]), new Map(samples), problems)
      return problems
    }
    expect(problemsOfEmf([[0, 1]])).toEqual([])
    expect(problemsOfEmf([])).toHaveLength(1)
    expect(
      problemsOfEmf([
        [0, 1],
        [2, 1],
      ]),
    ).toHaveLength(1)
  })
})
