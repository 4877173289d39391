import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describeControlStore } from '@atalaya/store/conformance'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SqliteControlStore } from './sqlite-control-store.ts'

let folder: string
let lastFile = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-control-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function freshPath(): string {
  lastFile += 1
  return join(folder, `${lastFile}`, 'control.db')
}

describeControlStore('SqliteControlStore', async () => {
  const path = freshPath()
  const store = await SqliteControlStore.open(path)
  return {
    store,
    reopen: async () => {
      await store.close()
      return SqliteControlStore.open(path)
    },
  }
})

async function filled(path: string, count: number): Promise<void> {
  const store = await SqliteControlStore.open(path)
  const body = { text: 'x'.repeat(200) }
  await store.commit(
    Array.from({ length: count }, (_, index) => ({ kind: 'k', key: `${index}`.padStart(6, '0'), body })),
  )
  await store.close()
}

describe('a file that cannot be used is named', () => {
  test('when it is no database', async () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'This is not a database, but long enough to be taken for one.\n'.repeat(200))
    await expect(SqliteControlStore.open(path)).rejects.toThrow(`Cannot open the control state in '${path}'`)
  })

  test('when it is a folder', async () => {
    const path = join(folder, 'folder.db')
    mkdirSync(path)
    await expect(SqliteControlStore.open(path)).rejects.toThrow(`Cannot open the control state in '${path}'`)
  })

  test('when pages of it are overwritten', async () => {
    const path = freshPath()
    await filled(path, 2_000)
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 8_192, bytes.length - 8_192)
    writeFileSync(path, bytes)
    await expect(SqliteControlStore.open(path)).rejects.toThrow(`Cannot open the control state in '${path}'`)
  })

  test('when it was cut short', async () => {
    const path = freshPath()
    await filled(path, 2_000)
    truncateSync(path, 100_000)
    await expect(SqliteControlStore.open(path)).rejects.toThrow(`Cannot open the control state in '${path}'`)
  })

  test('when another one uses it, and only as long', async () => {
    const path = freshPath()
    const store = await SqliteControlStore.open(path)
    await expect(SqliteControlStore.open(path)).rejects.toThrow(`${dirname(path)} is in use by process ${process.pid}`)
    await store.close()
    await (await SqliteControlStore.open(path)).close()
  })

  test('when it is of a newer version', async () => {
    const path = freshPath()
    await filled(path, 1)
    const raw = new Database(path)
    raw.exec('UPDATE schema_version SET version = 99')
    raw.close()
    await expect(SqliteControlStore.open(path)).rejects.toThrow('its schema has version 99')
  })
})

/** Runs code of a module with `SqliteControlStore` and `path` in scope, in a process of its own. */
function childArguments(path: string, code: string): string[] {
  const module = new URL('./sqlite-control-store.ts', import.meta.url).href
  const script = `const { SqliteControlStore } = await import('${module}'); const path = ${JSON.stringify(path)}; ${code}`
  return ['--conditions=@atalaya/source', '--import', 'tsx', '--input-type=module', '-e', script]
}

test('what was acknowledged survives a kill', async () => {
  const path = freshPath()
  const child = spawn(
    process.execPath,
    childArguments(
      path,
      `const store = await SqliteControlStore.open(path)
       for (let index = 0; ; index += 1) {
         const changes = ['a', 'b'].map((side) => ({ kind: side, key: String(index), body: { index } }))
         await store.commit(changes)
         process.stdout.write(index + '\\n')
         await new Promise((resolve) => setImmediate(resolve))
       }`,
    ),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (output.split('\n').length > 200) child.kill('SIGKILL')
  }
  const acknowledged = Number(output.trimEnd().split('\n').at(-1))
  expect(acknowledged).toBeGreaterThanOrEqual(199)

  const store = await SqliteControlStore.open(path)
  expect(store.get('a', `${acknowledged}`)).toEqual({ index: acknowledged })
  // At most the one commit that was not acknowledged any more, and both sides of it or none.
  expect(store.count('a')).toBe(store.count('b'))
  expect([acknowledged + 1, acknowledged + 2]).toContain(store.count('a'))
  await store.close()
})

describe('commits that are called together', () => {
  test('are applied in the order of the calls, a reset between them included', async () => {
    const path = freshPath()
    const store = await SqliteControlStore.open(path)
    const set = (key: string, body: unknown) => store.commit([{ kind: 'k', key, body }])
    await Promise.all([
      set('a', 1),
      set('gone', 1),
      store.reset(),
      set('a', 2),
      set('b', 1),
      set('a', 3),
      set('b', undefined),
    ])
    expect(store.list('k')).toEqual([{ key: 'a', body: 3 }])
    await Promise.all([set('c', 1), store.close()])
    const again = await SqliteControlStore.open(path)
    expect(again.list('k')).toEqual([
      { key: 'a', body: 3 },
      { key: 'c', body: 1 },
    ])
    await again.close()
  })

  test('do not fail with the one among them that fails', async () => {
    const path = freshPath()
    await filled(path, 1)
    const raw = new Database(path)
    raw.exec(
      "CREATE TRIGGER no BEFORE INSERT ON documents WHEN NEW.kind = 'bad' BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    )
    raw.close()
    const store = await SqliteControlStore.open(path)
    const outcomes = await Promise.allSettled(
      ['good', 'bad', 'better'].map((kind) => store.commit([{ kind, key: 'a', body: 1 }])),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((outcomes[1] as PromiseRejectedResult).reason.message).toContain('not this one')
    expect(['good', 'bad', 'better'].map((kind) => store.count(kind))).toEqual([1, 0, 1])
    await store.close()
  })
})

test('a full disk fails the commit and changes nothing; the store goes on when there is room', () => {
  const path = freshPath()
  const code = `
    const store = await SqliteControlStore.open(path)
    await store.commit([{ kind: 'k', key: 'small', body: 1 }])
    const big = [
      { kind: 'k', key: 'small', body: 2 },
      { kind: 'k', key: 'big', body: 'x'.repeat(4_000_000) },
    ]
    const message = await store.commit(big).then(() => 'accepted', (error) => error.message)
    const after = store.list('k')
    await store.commit([{ kind: 'k', key: 'next', body: 3 }])
    await store.close()
    console.log(JSON.stringify({ message, after }))`
  // A limit on the size of files in blocks of 512 bytes or 1 KiB; the signal it would send is ignored, so that writes fail.
  const limited = `trap '' XFSZ; ulimit -f 1500; exec "$0" "$@"`
  const output = execFileSync('sh', ['-c', limited, process.execPath, ...childArguments(path, code)], {
    encoding: 'utf8',
  })
  const { message, after } = JSON.parse(output) as { readonly message: string; readonly after: unknown }
  expect(message).toContain(`Cannot write the control state in '${path}': `)
  expect(message).not.toContain('no transaction is active')
  expect(after).toEqual([{ key: 'small', body: 1 }])
})
