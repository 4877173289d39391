import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ControlChange, ControlDocument, ControlStore, ListOptions } from '../control-store.ts'
import { MemoryControlStore } from '../memory/memory-control-store.ts'

/** A store under test. */
export interface ControlFixture {
  readonly store: ControlStore
  /** Closes the store and opens it again over the same data. Absent: the store forgets. */
  reopen?(): Promise<ControlStore>
}

/** Keys in the order of a store, which is that of UTF-16 code units; those of the fox come before U+FFFD. */
const KEYS = [
  '',
  '\u0000',
  ' ',
  '"',
  '%',
  "'",
  '/a',
  '/a/b',
  '/a0',
  '1\n2',
  'A',
  'B%',
  '[',
  '\\',
  '_',
  'a',
  'a\u0000',
  'a\u0000b',
  'a ',
  'aa',
  'ab',
  'b',
  '\u00e9',
  '\u{1f98a}',
  '\u{1f98a}\u{1f98a}',
  '\ufffd',
  '\uffff',
  '\uffff\uffff',
]

const BODIES: readonly unknown[] = [
  null,
  0,
  -1.5,
  1e300,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  '',
  'text',
  'a\u0000b\n\u{1f98a}\u2028"\\',
  [],
  [1, [null, {}]],
  {},
  { name: 'x', nested: { list: [{ a: 1 }], none: null }, 'odd key \u0000': 'é' },
  { text: 'x'.repeat(300_000) },
]

/** The contract of a control store as tests. `open` gives a new, empty store; tests share one, in kinds of their own. */
export function describeControlStore(name: string, open: () => Promise<ControlFixture>): void {
  let store: ControlStore
  let lastKind = 0

  function freshKind(): string {
    lastKind += 1
    return `kind-${lastKind}`
  }

  function put(kind: string, key: string, body: unknown): Promise<void> {
    return store.commit([{ kind, key, body }])
  }

  async function withKeys(keys: readonly string[]): Promise<string> {
    const kind = freshKind()
    await store.commit(keys.map((key) => ({ kind, key, body: { key } })))
    return kind
  }

  function keysOf(kind: string, options?: ListOptions): readonly string[] {
    return store.list(kind, options).map(({ key }) => key)
  }

  describe(name, () => {
    beforeAll(async () => {
      store = (await open()).store
    })

    afterAll(async () => {
      await store.close()
    })

    describe('documents', () => {
      test('are undefined, not listed and not counted until they are written', () => {
        const kind = freshKind()
        expect(store.get(kind, 'a')).toBeUndefined()
        expect(store.list(kind)).toEqual([])
        expect(store.count(kind)).toBe(0)
      })

      test.each(BODIES.map((body) => [JSON.stringify(body).slice(0, 40), body]))('come back: %s', async (_, body) => {
        const kind = freshKind()
        await put(kind, 'a', body)
        expect(store.get(kind, 'a')).toEqual(body)
        expect(store.list(kind)).toEqual([{ key: 'a', body }])
        expect(store.count(kind)).toBe(1)
      })

      test('are replaced and deleted', async () => {
        const kind = freshKind()
        await put(kind, 'a', { version: 1, old: true })
        await put(kind, 'a', { version: 2 })
        expect(store.list(kind)).toEqual([{ key: 'a', body: { version: 2 } }])
        await put(kind, 'a', undefined)
        expect(store.get(kind, 'a')).toBeUndefined()
        expect([store.list(kind), store.count(kind)]).toEqual([[], 0])
        await put(kind, 'a', { version: 3 })
        expect(store.get(kind, 'a')).toEqual({ version: 3 })
      })

      test('of two kinds are apart', async () => {
        const [one, two] = [freshKind(), freshKind()]
        await put(one, 'a', 1)
        await put(two, 'a', 2)
        await put(one, 'a', undefined)
        expect([store.get(one, 'a'), store.get(two, 'a')]).toEqual([undefined, 2])
      })

      test('can be deleted when there is none', async () => {
        const kind = freshKind()
        await put(kind, 'a', undefined)
        await put(kind, 'b', 1)
        expect(keysOf(kind)).toEqual(['b'])
      })

      test('do not change with the object they were written from', async () => {
        const kind = freshKind()
        const body = { list: [1] }
        const running = put(kind, 'a', body)
        body.list.push(2)
        await running
        body.list.push(3)
        expect(store.get(kind, 'a')).toEqual({ list: [1] })
      })
    })

    describe('list and count', () => {
      test('any text is a key; keys are in order of UTF-16 code units', async () => {
        const kind = await withKeys(KEYS.toReversed())
        expect(keysOf(kind)).toEqual(KEYS)
        expect(KEYS.map((key) => store.get(kind, key))).toEqual(KEYS.map((key) => ({ key })))
        expect(store.count(kind)).toBe(KEYS.length)
      })

      test.each([
        '',
        'a',
        'a\u0000',
        '/a',
        '/a/',
        '%',
        '_',
        '\\',
        '\u{1f98a}',
        '\ud83e',
        '\uffff',
        '\uffff\uffff',
        'zz',
        'A',
      ])('prefix %j', async (prefix) => {
        const kind = await withKeys(KEYS)
        const expected = KEYS.filter((key) => key.startsWith(prefix))
        expect(keysOf(kind, { prefix })).toEqual(expected)
        expect(store.count(kind, prefix)).toBe(expected.length)
      })

      test.each(['', 'a', 'aa0', '~', '\uffff\uffff'])('after %j is exclusive and need not exist', async (after) => {
        const kind = await withKeys(KEYS)
        expect(keysOf(kind, { after })).toEqual(KEYS.filter((key) => key > after))
      })

      test.each([
        [{ limit: 2 }, ['', '\u0000']],
        [{ limit: 0 }, []],
        [{ prefix: 'a', limit: 2 }, ['a', 'a\u0000']],
        [{ prefix: 'a', after: 'a' }, ['a\u0000', 'a\u0000b', 'a ', 'aa', 'ab']],
        [{ prefix: 'a', after: 'A' }, ['a', 'a\u0000', 'a\u0000b', 'a ', 'aa', 'ab']],
        [{ prefix: 'a', after: 'b' }, []],
        [{ prefix: 'a', after: 'aa', limit: 5 }, ['ab']],
        [{ after: '\u00e9', limit: 1 }, ['\u{1f98a}']],
      ])('options together: %j', async (options, expected) => {
        const kind = await withKeys(KEYS)
        expect(keysOf(kind, options)).toEqual(expected)
      })

      test('paging by after visits every document once', async () => {
        const kind = await withKeys(KEYS)
        const visited: ControlDocument[] = []
        for (let more = true; more && visited.length <= KEYS.length; ) {
          const after = visited.at(-1)?.key
          const page = store.list(kind, { limit: 5, ...(after === undefined ? {} : { after }) })
          visited.push(...page)
          more = page.length === 5
        }
        expect(visited).toEqual(store.list(kind))
      })

      test('a list that was handed out does not change', async () => {
        const kind = await withKeys(['a', 'c'])
        const listed = store.list(kind)
        await put(kind, 'b', 1)
        await put(kind, 'a', undefined)
        expect(listed.map(({ key }) => key)).toEqual(['a', 'c'])
        expect(keysOf(kind)).toEqual(['b', 'c'])
      })

      test('20,000 documents, written and deleted in between listings', async () => {
        const keys = Array.from({ length: 20_000 }, (_, index) => `group-${index % 20}/${`${index}`.padStart(5, '0')}`)
        const kind = await withKeys(keys)
        expect(store.count(kind, 'group-7/')).toBe(1_000)
        expect(keysOf(kind, { prefix: 'group-7/', limit: 2 })).toEqual(['group-7/00007', 'group-7/00027'])
        await store.commit(
          keys.filter((key) => key.startsWith('group-7/')).map((key) => ({ kind, key, body: undefined })),
        )
        expect(store.count(kind, 'group-7/')).toBe(0)
        await put(kind, 'group-7/00008', 1)
        expect(keysOf(kind, { prefix: 'group-7/' })).toEqual(['group-7/00008'])
        expect(store.count(kind)).toBe(19_001)
      })
    })

    describe('commit', () => {
      test('applies all changes, of several kinds', async () => {
        const [one, two] = [freshKind(), freshKind()]
        await put(one, 'gone', 1)
        await store.commit([
          { kind: one, key: 'gone', body: undefined },
          { kind: one, key: 'a', body: 1 },
          { kind: two, key: 'b', body: 2 },
        ])
        expect([keysOf(one), keysOf(two)]).toEqual([['a'], ['b']])
      })

      test('applies changes of one document in order', async () => {
        const kind = freshKind()
        await store.commit([
          { kind, key: 'a', body: 1 },
          { kind, key: 'a', body: 2 },
          { kind, key: 'b', body: 1 },
          { kind, key: 'b', body: undefined },
          { kind, key: 'c', body: undefined },
          { kind, key: 'c', body: 3 },
        ])
        expect(store.list(kind)).toEqual([
          { key: 'a', body: 2 },
          { key: 'c', body: 3 },
        ])
      })

      test('of nothing is no error', async () => {
        await expect(store.commit([])).resolves.toBeUndefined()
      })

      test('is not seen before it resolves', async () => {
        const kind = freshKind()
        const running = put(kind, 'a', 1)
        const seen = [store.get(kind, 'a'), store.list(kind), store.count(kind)]
        await running
        expect(seen).toEqual([undefined, [], 0])
        expect(store.get(kind, 'a')).toBe(1)
      })

      test('of many at once are applied in call order', async () => {
        const kind = freshKind()
        const resolved: number[] = []
        await Promise.all(
          Array.from({ length: 50 }, async (_, index) => {
            await store.commit([
              { kind, key: 'last', body: index },
              { kind, key: `own-${index}`, body: index },
            ])
            expect(store.get(kind, `own-${index}`)).toBe(index)
            resolved.push(index)
          }),
        )
        expect(store.get(kind, 'last')).toBe(49)
        expect(store.count(kind, 'own-')).toBe(50)
        expect(resolved).toEqual(resolved.toSorted((a, b) => a - b))
      })

      test('that fails changes nothing, and the next one succeeds', async () => {
        const kind = freshKind()
        await put(kind, 'a', 1)
        // What JSON cannot hold cannot be written.
        const failing = store.commit([
          { kind, key: 'a', body: 2 },
          { kind, key: 'b', body: { size: 1n } },
          { kind, key: 'c', body: 3 },
        ])
        const next = put(kind, 'd', 4)
        await expect(failing).rejects.toThrow()
        await next
        expect(store.list(kind)).toEqual([
          { key: 'a', body: 1 },
          { key: 'd', body: 4 },
        ])
      })
    })

    test('random commits and lists agree with the reference', async () => {
      const key = fc.oneof(
        fc.constantFrom(...KEYS),
        fc.string({ unit: 'binary', maxLength: 3 }),
        fc.stringMatching(/^[ab]{0,3}$/),
      )
      const change = fc.record({ key, body: fc.option(fc.jsonValue({ maxDepth: 1 }), { nil: undefined }) })
      const options = fc.record({ prefix: key, after: key, limit: fc.nat(5) }, { requiredKeys: [] })
      const commits = fc.array(fc.tuple(fc.array(change, { maxLength: 5 }), options), { minLength: 1, maxLength: 8 })
      await fc.assert(
        fc.asyncProperty(commits, async (steps) => {
          const kind = freshKind()
          const reference = new MemoryControlStore()
          for (const [changes, listing] of steps) {
            const own: readonly ControlChange[] = changes.map((one) => ({ kind, ...one }))
            await Promise.all([store.commit(own), reference.commit(own)])
            expect(store.list(kind, listing)).toEqual(reference.list(kind, listing))
            expect(store.count(kind, listing.prefix)).toBe(reference.count(kind, listing.prefix))
          }
          expect(store.list(kind)).toEqual(reference.list(kind))
        }),
        { numRuns: 40, endOnFailure: true },
      )
    })

    test('everything committed is there after reopening', async ({ skip }) => {
      const fixture = await open()
      if (fixture.reopen === undefined) {
        await fixture.store.close()
        skip('the store forgets')
      }
      const changes = [
        ...KEYS.map((key) => ({ kind: 'keys', key, body: { key } })),
        ...BODIES.map((body, index) => ({ kind: 'bodies', key: `${index}`, body })),
      ]
      await fixture.store.commit(changes)
      await fixture.store.commit([
        { kind: 'keys', key: 'deleted', body: 1 },
        { kind: 'keys', key: 'replaced', body: 1 },
      ])
      await fixture.store.commit([
        { kind: 'keys', key: 'deleted', body: undefined },
        { kind: 'keys', key: 'replaced', body: 2 },
      ])

      const reopened = await fixture.reopen!()
      expect(changes.map(({ kind, key }) => reopened.get(kind, key))).toEqual(changes.map(({ body }) => body))
      expect(reopened.get('keys', 'deleted')).toBeUndefined()
      expect(reopened.get('keys', 'replaced')).toBe(2)
      expect(reopened.list('keys').map(({ key }) => key)).toEqual([...KEYS, 'replaced'].toSorted())
      await reopened.close()
    })

    test('reset forgets everything, also after reopening, and the store goes on', async () => {
      const fixture = await open()
      await fixture.store.commit(KEYS.map((key) => ({ kind: 'k', key, body: 1 })))
      const running = fixture.store.commit([{ kind: 'other', key: 'before', body: 1 }])
      await fixture.store.reset()
      await running
      expect([fixture.store.count('k'), fixture.store.list('k'), fixture.store.get('k', 'a')]).toEqual([
        0,
        [],
        undefined,
      ])
      expect(fixture.store.count('other')).toBe(0)

      await fixture.store.commit([{ kind: 'k', key: 'after', body: 2 }])
      const store = (await fixture.reopen?.()) ?? fixture.store
      expect(store.list('k')).toEqual([{ key: 'after', body: 2 }])
      await store.close()
    })

    test('a closed store refuses commits; closing waits for those before and may be repeated', async () => {
      const fixture = await open()
      const running = fixture.store.commit([{ kind: 'k', key: 'a', body: 1 }])
      await fixture.store.close()
      await fixture.store.close()
      await expect(running).resolves.toBeUndefined()
      await expect(fixture.store.commit([{ kind: 'k', key: 'b', body: 1 }])).rejects.toThrow()
    })
  })
}
