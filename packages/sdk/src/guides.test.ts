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

const pages = readdirSync(guides).filter((name) => /^sdk-.*\.md$/.test(name))
const examples = pages.flatMap((page) =>
  [...readFileSync(join(guides, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => {
    const path = join(folder, page.replace('.md', `-${index + 1}.ts`))
    writeFileSync(path, code)
    return { name: `${page} ${index + 1}`, page, code, path }
  }),
)

test.each(pages)('%s has examples, under 15 lines each', (name) => {
  const codes = examples.filter(({ page }) => page === name).map(({ code }) => code.trimEnd().split('\n').length)
  expect(codes).not.toEqual([])
  expect(Math.max(...codes)).toBeLessThan(15)
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

test.each(examples)('example $name runs', ({ path }) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', path],
    { encoding: 'utf8', cwd: packageFolder, timeout: 20_000 },
  )
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).not.toBe('')
  expect(stdout).not.toMatch(/ana@example|DE89|^false$/m)
})
