import type { LoadTestReport } from './load-test-report.ts'
import type { LoadSummary } from './summarize.ts'
import type { Check } from './thresholds.ts'

type Rendered = Omit<LoadTestReport, 'text' | 'markdown'>

const CHECK_HEAD = ['', 'of', 'what', 'measured', 'allowed'] as const
const SUMMARY_HEAD = ['endpoint', 'requests', 'failed', 'req/s', 'mean', 'p50', 'p95', 'p99', 'slowest'] as const

export function renderText(report: Rendered): string {
  const { title, verdict, checks, total } = report
  return [
    `${title}: ${verdict}`,
    '',
    ...columns([CHECK_HEAD, ...checks.map(checkCells)]),
    '',
    ...columns([SUMMARY_HEAD, ...summaries(report).map(summaryCells)]),
    ...failureLines(total).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

export function renderMarkdown(report: Rendered): string {
  const { title, verdict, checks, total } = report
  const failures = failureLines(total).map((line) => `- ${plain(line)}`)
  return [
    `## ${plain(title)}: ${verdict}`,
    '',
    ...table([CHECK_HEAD, ...checks.map(checkCells)], 3),
    '',
    ...table([SUMMARY_HEAD, ...summaries(report).map(summaryCells)], 1),
    ...(failures.length === 0 ? [] : ['', ...failures]),
    '',
  ].join('\n')
}

type Cells = readonly string[]

/** A single endpoint is what all requests are. */
function summaries({ total, endpoints }: Rendered): readonly LoadSummary[] {
  return endpoints.length === 1 ? endpoints : [...endpoints, total]
}

function checkCells({ of, what, unit, limit, bound, actual, holds }: Check): Cells {
  const show = (value: number) => `${number(value)}${unit === '' ? '' : ` ${unit}`}`
  // Rounded, a value that misses its limit by little would look as if it held.
  const isClose = actual !== undefined && actual !== limit && show(actual) === show(limit)
  const measured = actual === undefined ? 'not known' : isClose ? `${actual} ${unit}`.trim() : show(actual)
  return [holds ? 'PASS' : 'FAIL', of, what, measured, `${bound === 'least' ? '>=' : '<='} ${show(limit)}`]
}

function summaryCells({ name, requests, failures, errorRatePercent, requestsPerSecond, latency }: LoadSummary): Cells {
  const { meanMs, p50Ms, p95Ms, p99Ms, maxMs } = latency ?? {}
  const failed = failures === 0 ? '0' : `${number(failures)} (${number(errorRatePercent)} %)`
  const times = [meanMs, p50Ms, p95Ms, p99Ms, maxMs].map((ms) => (ms === undefined ? '-' : `${number(ms)} ms`))
  return [name, number(requests), failed, requestsPerSecond === undefined ? '-' : number(requestsPerSecond), ...times]
}

function failureLines({ failuresByType }: LoadSummary): readonly string[] {
  return Object.entries(failuresByType).map(([type, count]) => `${number(count)} x ${type}`)
}

/** Three digits say enough. */
function number(value: number): string {
  const text =
    value >= 100 || Number.isInteger(value) ? value.toFixed(Number.isInteger(value) ? 0 : 1) : value.toPrecision(3)
  const [whole = '', fraction] = String(Number(text)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

function columns(rows: readonly Cells[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
}

/** @param left - so many columns hold text */
function table([head = [], ...rows]: readonly Cells[], left: number): readonly string[] {
  const line = (cells: Cells) => `| ${cells.map(plain).join(' | ')} |`
  return [line(head), `|${head.map((_, column) => (column < left ? ' --- |' : ' ---: |')).join('')}`, ...rows.map(line)]
}

/** Names come from requests: they must not become markup. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ')
}
