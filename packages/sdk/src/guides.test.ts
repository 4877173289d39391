/** The examples of the guides compile, run, and are as short as promised. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const packageFolder = fileURLToPath(new URL('../', import.meta.url))
const guides = join(packageFolder, '../../docs/guides')
// Below the package, so that `@atalaya/sdk/...` means this one; in `dist`, which nobody commits.
mkdirSync(join(packageFolder, 'dist'), { recursive: true })
const folder = mkdtempSync(join(packageFolder, 'dist/guides-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MINE = ['cloudwatch', 'logs', 'metrics', 'settings', 'testing'].map((name) => `sdk-${name}.md`)
const examples = readdirSync(guides)
  .filter((name) => MINE.includes(name))
  .map((name) => {
    const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(guides, name), 'utf8'))?.[1] ?? ''
    const path = join(folder, name.replace('.md', '.ts'))
    writeFileSync(path, code)
    return { name, code, path }
  })

test('every guide has an example under 15 lines', () => {
  expect(examples.map(({ name }) => name)).toEqual(MINE)
  for (const { code } of examples) {
    expect(code.trim()).not.toBe('')
    expect(code.trimEnd().split('\n').length).toBeLessThan(15)
  }
})

test('the examples compile', () => {
  const config = join(folder, 'tsconfig.json')
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declarationMap: false,
    allowImportingTsExtensions: true,
    rootDir: '../../../..',
    rewriteRelativeImportExtensions: false,
    isolatedDeclarations: false,
  }
  writeFileSync(
    config,
    JSON.stringify({ extends: '../../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] }),
  )
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, ''])
})

test.each(examples)('the example of $name runs', ({ path }) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', path],
    { encoding: 'utf8', cwd: packageFolder, timeout: 20_000 },
  )
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).not.toBe('')
  expect(stdout).not.toMatch(/ana@example|DE89|^false$/m)
})
