import {
  discoverFields,
  type InsightsEvent,
  type InterpretContext,
  interpret,
  isCountedBelow,
  type PatternMiner,
  type Plan,
  type Program,
  QueryFailure,
  type Row,
  type ScanNode,
  scanOf,
  type TimeRange,
} from '@atalaya/query/insights'
import type { LogEventRow, LogStore } from '@atalaya/store'
import type { FieldShare, InsightsEngine, InsightsGroup, InsightsRunOptions, InsightsScope } from './engine.ts'
import { printLogPointer } from './log-pointer.ts'
import { Meter } from './meter.ts'

/** More text than this is not held in memory for one query. */
const MAX_HELD_BYTES = 512 * 1024 * 1024
/** What GetLogGroupFields looks at. */
const FIELD_SAMPLE = 10_000

/** Runs queries by the reference interpreter over the events of any store: right, and as slow as reading them all. */
export class InterpreterEngine implements InsightsEngine {
  readonly #logs: Pick<LogStore, 'scan'>
  readonly #minePatterns: PatternMiner

  constructor(logs: Pick<LogStore, 'scan'>, minePatterns: PatternMiner) {
    this.#logs = logs
    this.#minePatterns = minePatterns
  }

  async *run(
    program: Program,
    scope: InsightsScope,
    options: InsightsRunOptions = {},
  ): AsyncGenerator<readonly Row[], void> {
    const meter = new Meter(options.onStatistics)
    const rows = await interpret(
      program,
      interpretContext(this.#logs, this.#minePatterns, scope, meter, options.signal),
    )
    meter.matched(rows.length)
    if (rows.length > 0) yield rows
  }

  fieldShares(
    groups: readonly InsightsGroup[],
    range: TimeRange,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly FieldShare[]> {
    return sampleFields(this.#logs, groups, range, options.signal)
  }
}

/** Everything that the interpreter needs to run over the events of a store. */
export function interpretContext(
  logs: Pick<LogStore, 'scan'>,
  minePatterns: PatternMiner,
  scope: InsightsScope,
  meter: Meter,
  signal: AbortSignal | undefined,
): InterpretContext & Required<Pick<InterpretContext, 'estimate'>> {
  const context = {
    scan: (node: ScanNode) => readEvents(logs, node, scope, meter, signal),
    lookupTable: (name: string) => scope.lookupTable(name),
    minePatterns,
    evaluated: (plan: Plan) => (isCountedBelow(plan) ? counted(plan) : undefined),
    estimate: async (plan: Plan) => {
      const node = scanOf(plan)
      let [bytes, records] = [0, 0]
      for (const { message } of await readEvents(logs, node, scope, meter, signal)) {
        bytes += Buffer.byteLength(message)
        records += 1
      }
      return { bytes, records, logGroups: scope.groups(node).length }
    },
  }
  return context

  async function counted(plan: Plan): Promise<readonly Row[]> {
    if (plan.kind === 'scan') return await interpret({ root: plan, columns: [], raw: false }, context)
    const rows = await interpret({ root: plan.input, columns: [], raw: false }, context)
    meter.add({ recordsMatched: rows.length })
    const evaluated: InterpretContext['evaluated'] = (node) => (node === plan.input ? Promise.resolve(rows) : undefined)
    return await interpret({ root: plan, columns: [], raw: false }, { ...context, evaluated })
  }
}

async function readEvents(
  logs: Pick<LogStore, 'scan'>,
  node: ScanNode,
  scope: InsightsScope,
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<readonly InsightsEvent[]> {
  const groups = scope.groups(node)
  const names = new Map(groups.map(({ groupId, log }) => [groupId, log]))
  const events: InsightsEvent[] = []
  meter.reads(groups)
  let held = 0
  if (groups.length === 0) return events
  const scan = { groups, ...node.range, order: 'ascending', limit: Number.MAX_SAFE_INTEGER } as const
  for await (const page of logs.scan(scan, signal)) {
    let bytes = 0
    for (const row of page) {
      bytes += Buffer.byteLength(row.message)
      events.push(toEvent(row, names.get(row.groupId) ?? '', scope))
    }
    held += bytes
    meter.add({ recordsScanned: page.length, bytesScanned: bytes })
    if (held > MAX_HELD_BYTES) {
      throw new QueryFailure(`The query has to hold more than ${MAX_HELD_BYTES} bytes of log events at once`)
    }
  }
  return events
}

function toEvent(row: LogEventRow, log: string, scope: InsightsScope): InsightsEvent {
  return {
    timestampMs: row.timestampMs,
    ingestionTimeMs: row.ingestionTimeMs,
    message: row.message,
    logStream: scope.streamName(row.groupId, row.streamId) ?? '',
    log,
    ptr: printLogPointer(row),
    sequence: row.sequence,
  }
}

/** Fields of the newest events. Those that every event has by itself are among them. */
export async function sampleFields(
  logs: Pick<LogStore, 'scan'>,
  groups: readonly InsightsGroup[],
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<readonly FieldShare[]> {
  const names = new Map(groups.map(({ groupId, log }) => [groupId, log.slice(log.indexOf(':') + 1)]))
  const counts = new Map<string, number>()
  let events = 0
  if (groups.length === 0) return []
  const scan = { groups, ...range, order: 'descending', limit: FIELD_SAMPLE } as const
  for await (const page of logs.scan(scan, signal)) {
    for (const { message, groupId } of page) {
      events += 1
      for (const name of discoverFields(message, names.get(groupId) ?? '').keys()) {
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    }
  }
  if (events === 0) return []
  for (const name of ['@timestamp', '@ingestionTime', '@message', '@logStream', '@log']) counts.set(name, events)
  return [...counts]
    .map(([name, count]) => ({ name, percent: Math.max(1, Math.round((count / events) * 100)) }))
    .sort((a, b) => b.percent - a.percent || (a.name < b.name ? -1 : 1))
}
