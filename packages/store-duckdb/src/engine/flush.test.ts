import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Layout, layoutOf } from '../layout.ts'
import type { LogFile } from '../manifest.ts'
import { decodeBatch, encodeBatch } from '../wal/batch.ts'
import { FRAME_HEADER_BYTES } from '../wal/record.ts'
import { rewrite } from './compaction.ts'
import { Database } from './database.ts'
import { fieldColumn } from './fields.ts'
import { flushGeneration } from './flush.ts'
import { Graves } from './graves.ts'
import { HotGeneration } from './hot.ts'
import { logRelation } from './relation.ts'

const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** The fields that the relation gives for messages of one group, wherever they are. */
async function related(messages: readonly string[], fields: readonly string[], way: Way): Promise<readonly unknown[]> {
  return inStore([messages], async ({ database, layout, hot, flushed }) => {
    const { files: written } = way === 'hot' ? { files: [] } : await flushed(way)
    const files = written.map((file) => ({
      kind: 'file' as const,
      file,
      lastSequence: 0,
      path: join(layout.parts, file.file),
    }))
    const from = way === 'hot' ? [{ kind: 'hot' as const, hot }] : files
    const sql = logRelation(
      from.map((one) => ({ minMs: 0, maxMs: 0, from: one })),
      () => 'grp = 1',
      new Set([1]),
      fields,
    )
    const rows = await database.with((connection) => connection.runAndReadAll(`SELECT * FROM (${sql}) ORDER BY seq`))
    return rows.getRowObjects().map((row) => fields.map((field) => row[fieldColumn(field)]))
  })
}

interface Flushed {
  readonly files: readonly LogFile[]
  readonly warnings: readonly string[]
  /** Field columns that are not NULL, of every row, in the order the messages were given. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/**
 * Where rows are when they are read: in a typed file, in a file as overload leaves it (`text`), in what a rewrite makes of
 * that, or still in memory.
 */
type Way = 'typed' | 'text' | 'rewritten' | 'hot'

/** Flushes messages, given by group, and reads the files back. */
async function flush(groups: readonly (readonly string[])[], way: Exclude<Way, 'hot'> = 'typed'): Promise<Flushed> {
  return inStore(groups, async ({ database, layout, flushed }) => {
    const { files, warnings } = await flushed(way)
    const rows: [number, Record<string, unknown>][] = []
    for (const { file } of files) {
      const sql = `SELECT * FROM read_parquet('${join(layout.parts, file)}')`
      const result = await database.with((connection) => connection.runAndReadAll(sql))
      for (const row of result.getRowObjects()) {
        const fields = Object.entries(row).filter(([name, value]) => name.startsWith('f:') && value !== null)
        rows.push([Number(row.seq), Object.fromEntries(fields)])
      }
    }
    return { files, warnings, rows: rows.sort(([a], [b]) => a - b).map(([, fields]) => fields) }
  })
}

interface Stored {
  readonly database: Database
  readonly layout: Layout
  readonly hot: HotGeneration
  readonly flushed: (way: Exclude<Way, 'hot'>) => Promise<Omit<Flushed, 'rows'>>
}

/** Runs `use` with messages, given by group, in memory. */
async function inStore<T>(groups: readonly (readonly string[])[], use: (stored: Stored) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-flush-'))
  folders.push(folder)
  const layout = layoutOf(folder)
  await mkdir(layout.parts)
  const settings = { directory: folder, memoryLimitMb: 512, threads: 1, compaction: 'manual' } as const
  const database = await Database.open(layout, settings)
  const hot = await HotGeneration.create(1, await database.connect(), database)
  let sequence = 1
  const firstSequences: number[] = []
  const logs = groups.map((messages, index) => {
    firstSequences.push(sequence)
    sequence += messages.length
    const timestampsMs = messages.map(() => 1000)
    return { groupId: index + 1, streamId: 1, retentionDays: 0, ingestionTimeMs: 1, timestampsMs, messages }
  })
  const { frame } = encodeBatch({ logs }, firstSequences, [], 0)
  await hot.insert([decodeBatch(frame.subarray(FRAME_HEADER_BYTES))])
  hot.seal()
  const warnings: string[] = []
  const deps = { database, layout, graves: new Graves(), warn: (message: string) => warnings.push(message) }
  try {
    return await use({
      database,
      layout,
      hot,
      flushed: async (way) => {
        const manifest = await flushGeneration(deps, hot, way === 'typed')
        const { logs: files } = way === 'rewritten' ? await rewrite(deps, [manifest], 1, 0) : manifest
        return { files, warnings }
      },
    })
  } finally {
    database.close()
  }
}

describe('fields of a message', () => {
  test.each<readonly [what: string, message: string, fields: Record<string, string>]>([
    ['text is kept', '{"a":"x","b":"y z"}', { 'f:a': 'x', 'f:b': 'y z' }],
    ['escapes are resolved', String.raw`{"a":"q\"\n\u00e9\ud83e\udd8a"}`, { 'f:a': 'q"\né🦊' }],
    [
      'numbers keep their text',
      '{"a":1.50,"b":10,"c":-0.5,"d":1}',
      { 'f:a': '1.50', 'f:b': '10', 'f:c': '-0.5', 'f:d': '1' },
    ],
    [
      'exponents too',
      '{"a":1e5,"b":2.5E-7,"c":[1E3,2.00]}',
      { 'f:a': '1e5', 'f:b': '2.5E-7', 'f:c.0': '1E3', 'f:c.1': '2.00' },
    ],
    [
      'and more digits than a double holds',
      '{"a":12345678901234567890,"b":0.12345678901234567890}',
      { 'f:a': '12345678901234567890', 'f:b': '0.12345678901234567890' },
    ],
    ['negative zero', '{"a":-0,"b":-0.0}', { 'f:a': '-0', 'f:b': '-0.0' }],
    ['a number in a string is no number', '{"a":"x: 1.50, y","b":2.50}', { 'f:a': 'x: 1.50, y', 'f:b': '2.50' }],
    ['booleans are 1 and 0', '{"a":true,"b":false,"c":[true]}', { 'f:a': '1', 'f:b': '0', 'f:c.0': '1' }],
    ['texts that look like booleans stay', '{"a":"true","b":"false"}', { 'f:a': 'true', 'f:b': 'false' }],
    ['null is absent', '{"a":null,"b":1}', { 'f:b': '1' }],
    [
      'objects are flattened',
      '{"user":{"id":7,"address":{"zip":"x"}}}',
      { 'f:user.id': '7', 'f:user.address.zip': 'x' },
    ],
    [
      'arrays are flattened',
      '{"items":[{"id":1},{"id":2,"n":"b"}]}',
      { 'f:items.0.id': '1', 'f:items.1.id': '2', 'f:items.1.n': 'b' },
    ],
    ['arrays of arrays', '{"m":[[1,2],[3]]}', { 'f:m.0.0': '1', 'f:m.0.1': '2', 'f:m.1.0': '3' }],
    ['arrays of this and that', '{"m":[1,{"a":2},"x"]}', { 'f:m.0': '1', 'f:m.1.a': '2', 'f:m.2': 'x' }],
    ['empty containers have no leaves', '{"a":{},"b":[],"c":1}', { 'f:c': '1' }],
    ['JSON in a string stays a string', String.raw`{"a":"{\"b\":1}"}`, { 'f:a': '{"b":1}' }],
    [
      'capitals are told apart',
      '{"userId":1,"userid":2,"USERID":3}',
      { 'f:user^id': '1', 'f:userid': '2', 'f:^u^s^e^r^i^d': '3' },
    ],
    ['a key with a dot', '{"a.b":1}', { 'f:a.b': '1' }],
    [
      'odd keys',
      String.raw`{"a\"b":1,"a b":2,"é/~":3,"__proto__":4,"constructor":5,"1":6}`,
      { 'f:a"b': '1', 'f:a b': '2', 'f:é/~': '3', 'f:__proto__': '4', 'f:constructor': '5', 'f:1': '6' },
    ],
    [
      'our own column names',
      '{"grp":1,"message":2,"ts":3,"j":4,"json":5}',
      { 'f:grp': '1', 'f:message': '2', 'f:ts': '3', 'f:j': '4', 'f:json': '5' },
    ],
    ['white space around', ' \t\n {"a" : 1 } \n', { 'f:a': '1' }],
    ['text is not JSON', 'REPORT {"a":1}', {}],
    ['half a document', '{"a":1', {}],
    ['an array is no object', '[{"a":1}]', {}],
    ['a scalar is no object', '"a"', {}],
    ['nothing', '', {}],
  ])('%s', async (_, message, fields) => {
    const marked = Object.entries(fields).map(([name, value]) => [mark(name), value])
    for (const way of ['typed', 'rewritten'] as const) {
      const { rows, warnings } = await flush([[message]], way)
      expect(warnings).toEqual([])
      expect(rows).toEqual([Object.fromEntries(marked)])
    }
  })

  /** The table above is easier to read with plain names: capitals are marked by `^` in columns. */
  function mark(name: string): string {
    return name.includes('^') ? name.replace(/\^([a-z])/g, (_, letter: string) => `^${letter.toUpperCase()}`) : name
  }

  test('a key may be a scalar here and an object there', async () => {
    const { rows, warnings } = await flush([['{"a":1}', '{"a":{"b":2}}', '{"a":[3]}', '{"a":"x"}']])
    expect(warnings).toEqual([])
    expect(rows).toEqual([{ 'f:a': '1' }, { 'f:a.b': '2' }, { 'f:a.0': '3' }, { 'f:a': 'x' }])
  })

  test('two ways to the same name make one field', async () => {
    const { rows } = await flush([['{"a":{"b":1}}', '{"a.b":2}']])
    expect(rows).toEqual([{ 'f:a.b': '1' }, { 'f:a.b': '2' }])
  })

  test('a group has at most 200 fields, and says when there were more', async () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`k${i}`, i])))
    const { files, rows } = await flush([[many], ['{"a":1}']])
    const groups = files.flatMap((file) => file.groups)
    expect(groups.find(({ id }) => id === 1)).toMatchObject({ overflow: true })
    expect(groups.find(({ id }) => id === 1)?.fields).toHaveLength(200)
    expect(groups.find(({ id }) => id === 2)).toMatchObject({ overflow: false, fields: ['a'] })
    expect(Object.keys(rows[0]!)).toHaveLength(200)
  })

  test('groups with other fields go into another file', async () => {
    const wide = (prefix: string): string[] =>
      Array.from({ length: 6000 }, (_, n) =>
        JSON.stringify(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${prefix}${i}`, n]))),
      )
    const { files } = await flush([wide('a'), wide('b'), ['{"a1":1}']])
    expect(files.map((file) => file.groups.map(({ id }) => id))).toEqual([[1, 3], [2]])
  })

  test('under overload the fields are noted, not taken out', async () => {
    const { files, rows } = await flush([['{"a":{"b":1},"c":2}']], 'text')
    expect(rows).toEqual([{}])
    expect(files[0]).toMatchObject({ typed: false, groups: [{ fields: ['a.b', 'c'], paths: [['a', 'b'], ['c']] }] })
  })
})

describe('a relation gives the same fields wherever the rows are', () => {
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`k${i}`, i])))
  const deep = '{"z":{"deep":[{"x":"y"}]},"z.k":1}'
  test.each<readonly [what: string, messages: readonly string[], fields: readonly string[], rows: readonly unknown[]]>([
    [
      'scalars, nested ones and such in arrays',
      ['{"a":1.50,"b":{"c":"x"},"d":[{"e":true}]}', 'text', '{"a":null}'],
      ['a', 'b.c', 'd.0.e'],
      [
        ['1.50', 'x', '1'],
        [null, null, null],
        [null, null, null],
      ],
    ],
    ['fields that no message has', ['{"a":1}'], ['b', 'a', 'c.d'], [[null, '1', null]]],
    [
      'scalars and objects under one key',
      ['{"a":1}', '{"a":{"b":2}}'],
      ['a', 'a.b'],
      [
        ['1', null],
        [null, '2'],
      ],
    ],
    ['capitals', ['{"a":1,"A":2}'], ['A', 'a'], [['2', '1']]],
    [
      'more fields than are taken out',
      [many, deep, 'text'],
      ['k1', 'k249', 'z.deep.0.x', 'z.k', 'none'],
      [
        ['1', '249', null, null, null],
        [null, null, 'y', '1', null],
        [null, null, null, null, null],
      ],
    ],
  ])('%s', async (_, messages, fields, rows) => {
    for (const way of ['hot', 'typed', 'text', 'rewritten'] as const) {
      expect({ way, rows: await related(messages, fields, way) }).toEqual({ way, rows })
    }
  })

  test('no sources, no rows', () => {
    expect(logRelation([], () => '', new Set([1]), ['a'])).toContain('WHERE false')
  })
})
