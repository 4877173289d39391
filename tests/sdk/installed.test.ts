/** The SDK as npm installs it, without any of its optional peers: it loads, part by part, and a strict project compiles against it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'atalaya-installed-'))

const PARTS = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'packages/sdk/package.json'), 'utf8')) as { exports: object }).exports,
).map((part) => `@atalaya/sdk${part.slice(1)}`)

beforeAll(() => {
  const modules = join(folder, 'node_modules')
  for (const name of ['sdk', 'model']) {
    for (const part of ['dist', 'package.json']) {
      cpSync(join(ROOT, 'packages', name, part), join(modules, '@atalaya', name, part), { recursive: true })
    }
  }
  for (const name of ['cockatiel', '@types/node', 'undici-types']) {
    cpSync(join(ROOT, 'node_modules', name), join(modules, name), { recursive: true })
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(PARTS)('%s loads alone, says nothing and holds nothing', (part) => {
  const code = `process.stdout.write(String(Object.keys(await import('${part}')).length > 0))`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect([stdout, stderr, status]).toEqual(['true', '', 0])
})

test('without OpenTelemetry tracing is off, one warning says what to install, and all else works', () => {
  const code = `
    const { getLogger, inSpan, observe } = await import('@atalaya/sdk')
    const warnings = []
    const atalaya = await observe({
      service: 'api',
      env: { ATALAYA_TRACING_ENDPOINT: 'http://127.0.0.1:9/v1/traces', ATALAYA_METRICS_EMF: 'false' },
      warn: (text) => warnings.push(text),
    })
    inSpan('work', () => getLogger('main').info('fine'))
    await atalaya.shutdown()
    console.error(JSON.stringify(warnings))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(stdout).toContain('"message":"fine"')
  expect(JSON.parse(stderr)).toEqual([
    expect.stringMatching(/tracing is off: not installed: npm install .*@opentelemetry/),
  ])
})

test('a bundle of all of it needs none of the packages that are not installed, and a bundle of a part is small', () => {
  const { stderr } = bundle(
    'all',
    `import { observe } from '@atalaya/sdk'
    const atalaya = await observe({ service: 'api', env: { ATALAYA_METRICS_EMF: 'false' } })
    await atalaya.shutdown()
    process.stdout.write('fine')`,
  )
  expect(stderr).toBe('')
  const { stdout } = spawnSync(process.execPath, ['all.mjs'], { cwd: folder, encoding: 'utf8', timeout: 20_000 })
  expect(stdout).toBe('fine')

  const { code } = bundle('part', `import { getLogger } from '@atalaya/sdk'\ngetLogger('a').info('b')`)
  expect(code.length).toBeLessThan(20_000)
})

function bundle(name: string, source: string): { readonly stderr: string; readonly code: string } {
  writeFileSync(join(folder, `${name}.js`), source)
  const { stderr } = spawnSync(
    join(ROOT, 'node_modules/.bin/esbuild'),
    [
      `${name}.js`,
      '--bundle',
      '--minify',
      '--platform=node',
      '--format=esm',
      '--log-level=warning',
      `--outfile=${name}.mjs`,
    ],
    { cwd: folder, encoding: 'utf8', timeout: 20_000 },
  )
  return { stderr, code: readFileSync(join(folder, `${name}.mjs`), 'utf8') }
}

test.runIf('require_module' in process.features)('CommonJS takes it by require', () => {
  writeFileSync(join(folder, 'main.cjs'), `process.stdout.write(typeof require('@atalaya/sdk').observe)`)
  const { stdout, stderr } = spawnSync(process.execPath, ['main.cjs'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect([stdout, stderr]).toEqual(['function', ''])
})

test('a strict project that looks into declarations compiles', { timeout: 60_000 }, () => {
  const imports = PARTS.map((part, index) => `import * as part${index} from '${part}'`)
  mkdirSync(join(folder, 'src'))
  writeFileSync(
    join(folder, 'src/main.ts'),
    `${imports.join('\n')}
export const parts: readonly object[] = [${PARTS.map((_, index) => `part${index}`).join(', ')}]
import { circuitBreaker, fallback, metrics, policy, retry, timed, timeout, traced } from '@atalaya/sdk'
import { withRetry } from '@atalaya/sdk/resilience'

const requests = metrics.counter('http_requests_total', { labels: ['method', 'status_code'] })
requests.at('GET', '200').inc()
requests.inc({ method: 'GET', status_code: 200 })
// @ts-expect-error: a label that it has not
requests.inc({ method: 'GET', status: 200 })

export class Videos {
  @timed('EncodeTime') encode(size: number): number { return size }
  @traced('load') async load(id: string): Promise<string> { return id }
  @withRetry({ attempts: 2 }) async save(): Promise<void> {}
}

export const one: number = await policy(retry(), circuitBreaker({ name: 'p' }), timeout(5)).execute(() => 1)
export const other: number | string = await policy(fallback({ answer: () => 'x' }), retry()).execute(() => 1)
`,
  )
  expect(compiled(folder)).toEqual(['', 0])
})

test('what OpenTelemetry has fits where spans go, and its spans are ours', { timeout: 60_000 }, () => {
  const service = join(folder, 'with-opentelemetry')
  mkdirSync(join(service, 'node_modules'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules/@opentelemetry'), join(service, 'node_modules/@opentelemetry'))
  mkdirSync(join(service, 'src'))
  writeFileSync(join(service, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(service, 'src/main.ts'),
    `import { trace } from '@opentelemetry/api'
import { ConsoleSpanExporter, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, type Span, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { observe } from '@atalaya/sdk'
import { type CurrentSpan, type FinishedSpan, MemorySpans } from '@atalaya/sdk/traces'

class OwnProcessor implements SpanProcessor {
  onStart(span: Span): void { span.setAttribute('tenant', 'a') }
  onEnd(span: ReadableSpan): void { console.log(span.name) }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
class OwnExporter implements SpanExporter {
  export(spans: ReadableSpan[], done: (result: { code: number }) => void): void { done({ code: spans.length > 0 ? 0 : 1 }) }
  async shutdown(): Promise<void> {}
}
await observe({
  spanExporters: [new ConsoleSpanExporter(), new OwnExporter()],
  spanProcessors: [new OwnProcessor(), new SimpleSpanProcessor(new InMemorySpanExporter()), new MemorySpans()],
})
export const ours: SpanProcessor = new MemorySpans()
export const span: CurrentSpan = trace.getTracer('a').startSpan('b')
export const spans: readonly FinishedSpan[] = new InMemorySpanExporter().getFinishedSpans()
`,
  )
  expect(compiled(service)).toEqual(['', 0])
})

function compiled(project: string): readonly unknown[] {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
  const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { encoding: 'utf8', timeout: 50_000 })
  return [tsc.stdout, tsc.status]
}
