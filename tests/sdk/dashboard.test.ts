/** The page of a service in a real browser. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Apm, createApm, nodeApm, type RequestSource, type SystemSource } from '@atalaya/sdk/apm'
import { customCheck, Health } from '@atalaya/sdk/health'
import { createLogs, LineTarget, type Logger, RecentLines } from '@atalaya/sdk/logs'
import { loadSettings } from '@atalaya/sdk/settings'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { chromium, openChromium } from '../support/chromium.ts'
import { describeWith } from '../support/tools.ts'

const HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'
const TOKEN = 'sesame-street/1'

/** Not the machine of the test, which may be busy. */
const CALM: SystemSource = {
  sample: () => ({
    memoryBytes: 120_000_000,
    heapUsedBytes: 40_000_000,
    heapTotalBytes: 60_000_000,
    memoryPercent: 40,
    cpuPercent: 20,
    processCpuPercent: 5,
    diskPercent: 61,
    eventLoopDelayP50Ms: 10,
    eventLoopDelayP99Ms: 12,
    eventLoopDelayMaxMs: 30,
    handles: 12,
    uptimeSeconds: 60,
  }),
  close: () => {},
}

interface Service {
  readonly url: string
  readonly apm: Apm
  readonly log: Logger
  /** What the browser asked for, with its query. */
  readonly asked: readonly string[]
  readonly state: { requests: number; disk: number }
  stop(): Promise<void>
  start(): Promise<void>
}

async function startService(token: string): Promise<Service> {
  const recent = new RecentLines()
  const log = createLogs(new LineTarget({ sinks: [recent], level: 'debug' })).getLogger('videos')
  const figures = { count: 600, errors: 6, meanMs: 30, p50Ms: 20, p95Ms: 140, p99Ms: 2_300 }
  const asked: string[] = []
  const state = { requests: 600, disk: 50 }
  const route = (name: string, count: number) => ({ ...figures, method: 'GET', route: name, count })
  const source: RequestSource = {
    snapshot: () => ({
      ...figures,
      count: state.requests,
      windowMs: 60_000,
      totalCount: state.requests,
      totalErrors: 6,
      routes: state.requests === 0 ? [] : [route('/videos/:id', 500), route(HOSTILE, 40), route('/a', 60)],
    }),
    active: () => [{ requestId: HOSTILE, method: 'POST', route: '/videos', durationMs: 3_400 }],
  }
  const apm = createApm({
    settings: loadSettings({
      env: {},
      values: {
        service: { name: 'video-api', version: '1.2.3', environment: 'staging' },
        health: { token, cacheMs: 0 },
        log: { stdout: false },
      },
    }),
    basePath: '/internal',
    requests: source,
    system: CALM,
    recent,
    logger: log,
    health: new Health({
      checks: [
        customCheck('postgres', () => ({ status: 'healthy', facts: { connections: 3 } })),
        customCheck(HOSTILE, () => ({ status: 'degraded', reason: HOSTILE }), { critical: false }),
      ],
      settings: { timeoutMs: 1_000, cacheMs: 0 },
    }),
    rules: [{ name: 'disk', value: () => state.disk, above: 90, unit: '%' }],
  })
  const answer = nodeApm(apm)
  let server: Server | undefined
  let port = 0
  const service = {
    apm,
    log,
    asked,
    state,
    get url() {
      return `http://127.0.0.1:${port}/internal/dashboard`
    },
    async start() {
      server = createServer((request, response) => {
        asked.push(request.url ?? '')
        answer(request, response, () => response.writeHead(404).end())
      })
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      server?.closeAllConnections()
      await new Promise((resolve) => server?.close(resolve))
    },
  }
  await service.start()
  return service
}

describeWith(chromium, 'the page of a service', (path) => {
  let browser: Browser
  let service: Service
  beforeAll(async () => {
    browser = await openChromium(path)
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    await service.stop()
    await service.apm.close()
  })

  /** Opens the page; `problems` are errors of the script, refused styles and scripts, and requests to anybody else. */
  async function open(
    options: BrowserContextOptions & { readonly token?: string; readonly fragment?: string } = {},
  ): Promise<{ page: Page; problems: string[] }> {
    const { token = '', fragment = '', ...context } = options
    service = await startService(token)
    const page = await browser.newPage(context)
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (line) => problems.push(line.text()))
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(service.url).origin)) problems.push(request.url())
    })
    service.log.info('request', { status: 200 })
    service.log.error(`could not encode ${HOSTILE}`, { videoId: 'v-1' })
    service.state.disk = 95
    service.apm.alerts.evaluate()
    await page.goto(service.url + fragment)
    return { page, problems }
  }
  const text = (page: Page, selector: string) => page.locator(selector).innerText()
  const seen = (page: Page, selector: string) => page.locator(selector).waitFor()

  test('shows health, signals, routes, requests under way, alerts and lines', async () => {
    const { page, problems } = await open()
    await seen(page, '#main')
    expect(await page.title()).toBe('! video-api · Degraded · 1 alert')
    expect(await text(page, 'header')).toMatch(/Degraded\s+video-api\s+staging\s+version 1\.2\.3 · up/)
    expect(await text(page, '#alerts')).toMatch(/disk 95 % is above 90 %\s+since \d\d:\d\d/)
    expect(await text(page, '.signals')).toMatch(
      /10\s*a second[\s\S]*600 in the latest minute[\s\S]*1\s*%[\s\S]*140 ms\s*p95/,
    )
    expect(await text(page, '#checks')).toMatch(/postgres\s*critical[\s\S]*connections 3/)
    expect(await text(page, '#routes')).toMatch(/GET\s*\/videos\/:id\s+500\s+1\.2 %\s+20 ms\s+140 ms\s+2\.3 s/)
    expect(await text(page, '#running')).toMatch(/POST\s*\/videos[\s\S]*3\.4 s/)
    expect(await text(page, '#rules')).toMatch(/disk\s+fires\s+95 %\s+90 %/)
    expect(await text(page, '#history')).toContain('disk 95 % is above 90 %')
    expect(await text(page, '#signals')).toContain('Logs')
    expect(await page.locator('#meters [role=meter]').count()).toBe(3)
    expect(problems).toEqual([])
    await page.close()
  })

  test('whatever names and lines hold stays text', async () => {
    const { page, problems } = await open()
    await seen(page, '#main')
    expect(await text(page, '#checks')).toContain(HOSTILE)
    expect(await text(page, '#routes')).toContain(HOSTILE)
    expect(await text(page, '#running')).toContain(HOSTILE)
    expect(await text(page, '#logs')).toContain(HOSTILE)
    await page.locator('#logs summary', { hasText: 'could not encode' }).click()
    expect(await text(page, '#logs pre')).toContain('"videoId": "v-1"')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(problems).toEqual([])
    await page.close()
  })

  test('is asked again every 5 s, and what somebody reads stays open', async () => {
    const { page } = await open()
    await seen(page, '#main')
    await page.locator('#logs summary', { hasText: 'could not encode' }).click()
    service.state.requests = 0
    service.state.disk = 10
    service.apm.alerts.evaluate()
    service.log.warn('newest')
    await page.locator('#routes-empty').waitFor({ timeout: 7_000 })
    expect(await text(page, '#routes-empty')).toBe('No requests in the latest minute.')
    expect(await page.locator('#alerts').isVisible()).toBe(false)
    expect(await text(page, '#history')).toContain('disk 10 % is no longer above 90 %')
    expect(await page.locator('#logs summary').first().innerText()).toContain('newest')
    expect(await page.locator('#logs details[open]').count()).toBe(1)
    expect(await page.title()).toBe('! video-api · Degraded')
    await page.close()
  })

  test('lines by level and by what they contain', async () => {
    const { page } = await open()
    await seen(page, '#main')
    const lines = () => page.locator('#logs summary').allInnerTexts()
    expect(await lines()).toHaveLength(3)
    await page.selectOption('#level', 'error')
    await expect.poll(async () => (await lines()).length).toBe(1)
    await page.selectOption('#level', 'trace')
    await expect.poll(async () => (await lines()).length).toBe(3)
    await page.fill('#find', 'STATUS')
    expect(await lines()).toEqual([expect.stringMatching(/info\s+videos\s*request\s*status=200/)])
    await page.fill('#find', 'nowhere')
    expect(await text(page, '#logs-empty')).toBe('No line contains this.')
    await page.close()
  })

  test('with a token it shows nothing before it is given, and keeps it for the tab', async () => {
    const { page } = await open({ token: TOKEN })
    await seen(page, '#login')
    expect(await page.locator('#main').isVisible()).toBe(false)
    expect(await page.evaluate('document.activeElement.id')).toBe('token')
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await expect.poll(() => text(page, '#login-error')).toBe('This is not the token.')
    await page.fill('#token', TOKEN)
    await page.keyboard.press('Enter')
    await seen(page, '#main')
    await page.reload()
    await seen(page, '#main')
    expect(page.url()).toBe(service.url)
    expect(service.asked.join(' ')).not.toContain('sesame')
    const other = await browser.newPage()
    await other.goto(service.url)
    await seen(other, '#login')
    await Promise.all([page.close(), other.close()])
  })

  test('a token in the fragment opens the page and leaves the address', async () => {
    const { page, problems } = await open({ token: TOKEN, fragment: `#token=${encodeURIComponent(TOKEN)}` })
    await seen(page, '#main')
    expect(page.url()).toBe(service.url)
    expect(service.asked.join(' ')).not.toContain('sesame')
    expect(problems).toEqual([])
    await page.close()
  })

  test('says when the service is gone, and that it is back', async () => {
    const { page } = await open()
    await seen(page, '#main')
    await service.stop()
    await page.locator('#trouble').waitFor({ timeout: 8_000 })
    expect(await text(page, '#trouble')).toMatch(/The service does not answer\. What you see is of \d\d:\d\d:\d\d/)
    expect(await page.title()).toBe('video-api · No answer')
    await service.start()
    await page.locator('#trouble').waitFor({ state: 'hidden', timeout: 8_000 })
    expect(await page.title()).toContain('Degraded')
    await page.close()
  })

  test('by keyboard: sorting, lines, charts', async () => {
    const { page } = await open()
    await seen(page, '#main')
    const routes = async () => page.locator('#routes tbody tr td:nth-child(2)').allInnerTexts()
    expect(await routes()).toEqual(['500', '60', '40'])
    await page.locator('#routes th button').nth(1).focus()
    await page.keyboard.press('Enter')
    expect(await routes()).toEqual(['40', '60', '500'])
    expect(await page.locator('#routes th').nth(1).getAttribute('aria-sort')).toBe('ascending')
    await page.locator('#logs summary').nth(1).focus()
    await page.keyboard.press('Enter')
    await seen(page, '#logs details[open] pre')
    await page.locator('#pause').focus()
    await page.keyboard.press('Space')
    expect(await text(page, '#fresh')).toMatch(/^Paused at/)
    await page.keyboard.press('Space')
    // Two moments make a line.
    await expect
      .poll(() => page.locator('#chart-rate').getAttribute('aria-label'), { timeout: 18_000, interval: 500 })
      .toMatch(/^Requests at \d\d:\d\d:\d\d: requests .* a second, from/)
    await page.locator('#chart-rate').focus()
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('#chart-rate .tip').count()).toBe(1)
    await page.close()
  })

  test.each([
    ['light', 1_280],
    ['dark', 1_280],
    ['light', 360],
  ] as const)('%s, %i wide: fits, and every text stands out from what is behind it', async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 800 } })
    await seen(page, '#main')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect(await page.evaluate(FAINT_TEXTS)).toEqual([])
    await page.close()
  })

  test('the theme can be chosen, and is remembered', async () => {
    const { page } = await open({ colorScheme: 'light' })
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    expect(await background()).toBe('rgb(244, 245, 247)')
    await page.click('#theme')
    await page.click('#theme')
    expect(await background()).toBe('rgb(13, 17, 23)')
    await page.reload()
    expect(await background()).toBe('rgb(13, 17, 23)')
    await page.close()
  })
})

/**
 * Texts whose contrast is less than 4.5.
 *
 * @see https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
const FAINT_TEXTS = `(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number)
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0)
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor)
      if (colour.length === 3 || colour[3] > 0.99) return colour
    }
    return [255, 255, 255]
  }
  const faint = []
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== '')
    if (!own || ['SCRIPT', 'STYLE', 'OPTION'].includes(node.tagName) || !node.checkVisibility()) continue
    const style = getComputedStyle(node)
    const [a, b] = [light(parse(node instanceof SVGElement ? style.fill : style.color)), light(behind(node))].sort((x, y) => y - x)
    const contrast = (a + 0.05) / (b + 0.05)
    if (contrast < 4.5) faint.push(node.tagName + ' ' + node.textContent.slice(0, 30) + ' ' + contrast.toFixed(2))
  }
  return faint
})()`
