import { describe, expect, test } from 'vitest'
import type { LogEventRow, LogPosition, LogScan, RowHint } from '../log-store.ts'
import { satisfiesHint } from '../row-hint.ts'
import {
  drain,
  type Events,
  freshId,
  fullScan,
  logAppend,
  RECENT_MS,
  type Shared,
  scanMessages,
  scanRows,
} from './fixture.ts'

const T = RECENT_MS

/** Two streams, appended in turn; times are out of order and `c`, `d` and `f` share one. */
const FIRST: Events = [
  [T + 50, 'a'],
  [T + 10, 'b'],
  [T + 30, 'c'],
]
const SECOND: Events = [
  [T + 30, 'd'],
  [T + 20, 'e'],
]
const THIRD: Events = [[T + 30, 'f']]
const IN_ORDER = ['b', 'e', 'c', 'd', 'f', 'a']

interface Sample {
  readonly groupId: number
  readonly groups: LogScan['groups']
  readonly streamA: number
  readonly streamB: number
}

export function describeLogScans(shared: Shared): void {
  async function sample(): Promise<Sample> {
    const [groupId, streamA, streamB] = [freshId(), freshId(), freshId()]
    await shared.store.append({ logs: [logAppend(groupId, streamA, FIRST)] })
    await shared.store.append({ logs: [logAppend(groupId, streamB, SECOND), logAppend(groupId, streamA, THIRD)] })
    return { groupId, groups: [{ groupId }], streamA, streamB }
  }

  function messages(scan: Partial<LogScan> & Pick<LogScan, 'groups'>): Promise<readonly string[]> {
    return scanMessages(shared.store.logs, scan)
  }

  function rows(scan: Partial<LogScan> & Pick<LogScan, 'groups'>): Promise<LogEventRow[]> {
    return scanRows(shared.store.logs, scan)
  }

  describe('scan', () => {
    test('rows are ordered by time, ties by arrival', async () => {
      const { groups } = await sample()
      expect(await messages({ groups })).toEqual(IN_ORDER)
    })

    test('descending is ascending reversed, ties too', async () => {
      const { groups } = await sample()
      expect(await messages({ groups, order: 'descending' })).toEqual(IN_ORDER.toReversed())
    })

    test('a row is what was appended', async () => {
      const [groupId, streamId] = [freshId(), freshId()]
      const append = logAppend(groupId, streamId, [[T + 1, 'text']], { ingestionTimeMs: T + 2 })
      const { firstSequences } = await shared.store.append({ logs: [append] })
      expect(await rows({ groups: [{ groupId }] })).toEqual([
        { groupId, streamId, timestampMs: T + 1, ingestionTimeMs: T + 2, sequence: firstSequences[0], message: 'text' },
      ])
    })

    test('start is inclusive, end is exclusive', async () => {
      const { groups } = await sample()
      expect(await messages({ groups, startMs: T + 20, endMs: T + 50 })).toEqual(['e', 'c', 'd', 'f'])
      expect(await messages({ groups, startMs: T + 21, endMs: T + 51 })).toEqual(['c', 'd', 'f', 'a'])
      expect(await messages({ groups, startMs: T + 30, endMs: T + 30 })).toEqual([])
    })

    test.each([
      ['ascending', ['b', 'e', 'c']],
      ['descending', ['a', 'f', 'd']],
    ] as const)('%s: limit keeps the first rows', async (order, expected) => {
      const { groups } = await sample()
      expect(await messages({ groups, order, limit: 3 })).toEqual(expected)
      expect(await messages({ groups, order, limit: 0 })).toEqual([])
    })

    test('after excludes the position itself and everything before it in the direction of the order', async () => {
      const { groups } = await sample()
      const all = await rows({ groups })
      for (const [index, after] of all.entries()) {
        expect(await messages({ groups, after })).toEqual(IN_ORDER.slice(index + 1))
        expect(await messages({ groups, after, order: 'descending' })).toEqual(IN_ORDER.slice(0, index).toReversed())
      }
    })

    test('after need not be the position of an event', async () => {
      const { groups } = await sample()
      const between = (timestampMs: number, sequence: number): LogPosition => ({ timestampMs, sequence })
      const beyond = Number.MAX_SAFE_INTEGER
      expect(await messages({ groups, after: between(T + 25, 0) })).toEqual(['c', 'd', 'f', 'a'])
      expect(await messages({ groups, after: between(T + 30, beyond) })).toEqual(['a'])
      expect(await messages({ groups, after: between(T + 30, -1) })).toEqual(['c', 'd', 'f', 'a'])
      expect(await messages({ groups, after: between(T + 25, 0), order: 'descending' })).toEqual(['e', 'b'])
      expect(await messages({ groups, after: between(T + 30, beyond), order: 'descending' })).toEqual([
        'f',
        'd',
        'c',
        'e',
        'b',
      ])
    })

    test.each(['ascending', 'descending'] as const)('%s: paging by after visits every row once', async (order) => {
      const groupId = freshId()
      const events = Array.from({ length: 60 }, (_, index): [number, string] => [T + (index % 4), `${index}`])
      await shared.store.append({ logs: [logAppend(groupId, 1, events)] })
      const visited: LogEventRow[] = []
      for (let more = true; more && visited.length <= events.length; ) {
        const after = visited.at(-1)
        const page = await rows({ groups: [{ groupId }], order, limit: 7, ...(after ? { after } : {}) })
        visited.push(...page)
        more = page.length === 7
      }
      expect(visited).toEqual(await rows({ groups: [{ groupId }], order }))
      expect(visited).toHaveLength(60)
    })

    test('an unknown group or stream yields nothing', async () => {
      const { groupId } = await sample()
      expect(await messages({ groups: [] })).toEqual([])
      expect(await messages({ groups: [{ groupId: freshId() }] })).toEqual([])
      expect(await messages({ groups: [{ groupId, streamIds: [freshId()] }] })).toEqual([])
      expect(await messages({ groups: [{ groupId, streamIds: [] }] })).toEqual([])
    })

    test('streams can be chosen for each group', async () => {
      const first = await sample()
      const second = await sample()
      const { streamA, streamB } = first
      expect(await messages({ groups: [{ groupId: first.groupId, streamIds: [streamB] }] })).toEqual(['e', 'd'])
      expect(await messages({ groups: [{ groupId: first.groupId, streamIds: [streamA, streamB] }] })).toEqual(IN_ORDER)
      // The stream belongs to the first group: in the second one it names nothing.
      expect(await messages({ groups: [{ groupId: second.groupId, streamIds: [streamB] }] })).toEqual([])
      const mixed = [{ groupId: first.groupId, streamIds: [streamB] }, { groupId: second.groupId }]
      expect(await messages({ groups: mixed })).toEqual(['b', 'e', 'e', 'd', 'c', 'd', 'f', 'a'])
    })

    test('equal stream ids in two groups are two streams', async () => {
      const [one, two, streamId] = [freshId(), freshId(), freshId()]
      await shared.store.append({
        logs: [logAppend(one, streamId, [[T, 'one']]), logAppend(two, streamId, [[T, 'two']])],
      })
      expect(await messages({ groups: [{ groupId: two, streamIds: [streamId] }] })).toEqual(['two'])
    })

    test('expired events are left out for each group by its own time', async () => {
      const first = await sample()
      const second = await sample()
      expect(await messages({ groups: [{ groupId: first.groupId, notBeforeMs: T + 30 }] })).toEqual([
        'c',
        'd',
        'f',
        'a',
      ])
      const groups = [
        { groupId: first.groupId, notBeforeMs: T + 31 },
        { groupId: second.groupId, notBeforeMs: T + 50 },
      ]
      expect(await messages({ groups, order: 'descending' })).toEqual(['a', 'a'])
      expect(await messages({ groups: [{ groupId: first.groupId, notBeforeMs: T + 30 }], limit: 2 })).toEqual([
        'c',
        'd',
      ])
    })

    test('limit counts over all groups', async () => {
      const first = await sample()
      const second = await sample()
      const groups = [{ groupId: second.groupId }, { groupId: first.groupId }]
      expect(await messages({ groups, limit: 3 })).toEqual(['b', 'b', 'e'])
    })
  })

  describe('messages come back exactly', () => {
    test.each([
      ['empty', ''],
      ['blank', ' \t '],
      ['line breaks', 'first\nsecond\r\nthird\r'],
      ['surrounding blanks', '  x  '],
      ['NUL and other controls', 'a\u0000b\u0000\u0001\u001f\u007f'],
      ['only NUL', '\u0000'],
      ['a byte order mark', '\ufeffx'],
      ['accents, composed and not', '\u00e9 e\u0301'],
      ['beyond the basic plane', '\u{1f98a} \u{10ffff} \u{20000}'],
      ['special code points', '\u2028\u2029\ufffd\uffff\u200b\u202e'],
      ['quotes and backslashes', `'"\`\\ \\n \\u0000 '' "" $1 %s :x ? ;--`],
      ['JSON', '{"a":1.0,"b":[1e400,-0],"a":"twice","\\u0061":"\\ud83e"}'],
      ['JSON with blanks', ' { "a" : 1 } \n'],
      ['no JSON', '{"a":1'],
      ['NULL', 'NULL'],
      ['a number', '00123.4500'],
      ['256 KiB', `${'0123456789abcdef'.repeat(16_384)}`],
      ['a million characters of several bytes', '\u00e9\u{1f98a}x'.repeat(250_000)],
    ])('%s', async (_, message) => {
      const groupId = freshId()
      await shared.store.append({
        logs: [
          logAppend(groupId, 1, [
            [T, message],
            [T + 1, 'next'],
          ]),
        ],
      })
      const found = await messages({ groups: [{ groupId }] })
      // Compared first, so that a failure does not print a megabyte.
      expect(found[0] === message).toBe(true)
      expect(found.slice(1)).toEqual(['next'])
    })
  })

  describe('hints lose no row that satisfies them', () => {
    const texts = [
      'ERROR disk full',
      'error disk full',
      'WARN 100% of_disk used',
      'WARN 100 of disk used',
      `it's "quoted" \\ back`,
      'caf\u00e9 \u{1f98a}',
      'tab\there\nnext line',
      '{"level":"ERROR","code":500}',
      '{"level": "ERROR", "note": "a\\u0062c"}',
      'nul\u0000inside',
      '',
    ]
    const contains = (text: string): RowHint => ({ kind: 'contains', text })
    const lacks = (text: string): RowHint => ({ kind: 'lacks', text })
    const hints: readonly (readonly [string, RowHint])[] = [
      ['contains', contains('disk')],
      ['contains, by case', contains('ERROR')],
      ['contains a pattern character', contains('100%')],
      ['contains an underscore', contains('of_disk')],
      ['contains quotes', contains(`'s "quoted"`)],
      ['contains a backslash', contains('\\')],
      ['contains what is beyond ASCII', contains('\u00e9 \u{1f98a}')],
      ['contains a line break', contains('\n')],
      ['contains JSON', contains('"code":500')],
      ['contains text after NUL', contains('inside')],
      ['contains the empty text', contains('')],
      ['contains nothing stored', contains('absent')],
      ['lacks', lacks('disk')],
      ['lacks, by case', lacks('error')],
      ['lacks a pattern character', lacks('%')],
      ['lacks the empty text', lacks('')],
      ['and', { kind: 'and', of: [contains('disk'), contains('full'), lacks('ERROR')] }],
      ['or', { kind: 'or', of: [contains('caf'), contains('tab')] }],
      ['and of or', { kind: 'and', of: [{ kind: 'or', of: [contains('WARN'), contains('ERROR')] }, lacks('full')] }],
      ['or of and', { kind: 'or', of: [{ kind: 'and', of: [contains('WARN'), lacks('_')] }, contains('quoted')] }],
      ['and of nothing', { kind: 'and', of: [] }],
      ['or of nothing', { kind: 'or', of: [] }],
    ]

    test.each(hints)('%s', async (_, hint) => {
      const groups = [{ groupId: await hintedGroup() }]
      const matching = texts.filter((text) => satisfiesHint(hint, text))
      const found = await messages({ groups, hint })
      expect(found.filter((text) => satisfiesHint(hint, text))).toEqual(matching)
    })

    test.each(hints)('%s: limit counts the rows that satisfy it', async (_, hint) => {
      const groups = [{ groupId: await hintedGroup() }]
      for (const order of ['ascending', 'descending'] as const) {
        const matching = (order === 'ascending' ? texts : texts.toReversed()).filter((text) =>
          satisfiesHint(hint, text),
        )
        const found = await messages({ groups, hint, order, limit: 2 })
        expect(found.filter((text) => satisfiesHint(hint, text))).toEqual(matching.slice(0, 2))
      }
    })

    let groupId: Promise<number> | undefined
    function hintedGroup(): Promise<number> {
      groupId ??= (async () => {
        const id = freshId()
        await shared.store.append({
          logs: [
            logAppend(
              id,
              1,
              texts.map((text, index) => [T + index, text] as const),
            ),
          ],
        })
        return id
      })()
      return groupId
    }
  })

  describe('a scan sees one moment', () => {
    test('what is appended after the call is not seen, even if no page was read yet', async () => {
      const { groupId, groups, streamA } = await sample()
      const scan = shared.store.logs.scan(fullScan({ groups }))
      await shared.store.append({ logs: [logAppend(groupId, streamA, [[T + 40, 'late']])] })
      expect((await drain(scan)).map((row) => row.message)).toEqual(IN_ORDER)
      expect(await messages({ groups })).toContain('late')
    })

    test('what is appended between pages is not seen', async () => {
      const groupId = freshId()
      const events = Array.from({ length: 20_000 }, (_, index): [number, string] => [T + index, `${index}`])
      await shared.store.append({ logs: [logAppend(groupId, 1, events)] })
      let seen = 0
      for await (const page of shared.store.logs.scan(fullScan({ groups: [{ groupId }] }))) {
        if (seen === 0) await shared.store.append({ logs: [logAppend(groupId, 1, [[T + 19_999, 'late']])] })
        expect(page.map((row) => row.message)).not.toContain('late')
        seen += page.length
      }
      expect(seen).toBe(20_000)
    })

    test('two scans at once do not disturb each other', async () => {
      const { groups } = await sample()
      const [ascending, descending] = await Promise.all([
        messages({ groups }),
        messages({ groups, order: 'descending' }),
      ])
      expect(ascending).toEqual(IN_ORDER)
      expect(descending).toEqual(IN_ORDER.toReversed())
    })
  })

  describe('a scan can be left', () => {
    const manyEvents = Array.from({ length: 30_000 }, (_, index): [number, string] => [T + index, `event ${index}`])

    test('by ending the iteration', async () => {
      const groups = [{ groupId: await bigGroup() }]
      for (let round = 0; round < 8; round += 1) {
        for await (const page of shared.store.logs.scan(fullScan({ groups }))) {
          expect(page[0]?.message).toBe('event 0')
          break
        }
      }
      expect(await messages({ groups, limit: 1 })).toEqual(['event 0'])
    })

    test('by a signal that was aborted before', async () => {
      const groups = [{ groupId: await bigGroup() }]
      const reason = new Error('no longer wanted')
      const scan = shared.store.logs.scan(fullScan({ groups }), AbortSignal.abort(reason))
      await expect(drain(scan)).rejects.toBe(reason)
    })

    test('by a signal between two pages', async () => {
      const groups = [{ groupId: await bigGroup() }]
      const controller = new AbortController()
      const reason = new Error('no longer wanted')
      let seen = 0
      const reading = (async () => {
        for await (const page of shared.store.logs.scan(fullScan({ groups }), controller.signal)) {
          seen += page.length
          controller.abort(reason)
        }
      })()
      // A store that hands out everything at once has nothing left to abort.
      const outcome = await reading.catch((error: unknown) => error)
      expect(outcome === reason || seen === manyEvents.length).toBe(true)
      expect(await messages({ groups, limit: 1 })).toEqual(['event 0'])
    })

    let groupId: Promise<number> | undefined
    function bigGroup(): Promise<number> {
      groupId ??= (async () => {
        const id = freshId()
        await shared.store.append({ logs: [logAppend(id, 1, manyEvents)] })
        return id
      })()
      return groupId
    }
  })
}
