import { minePatterns } from '../patterns/mine-patterns.ts'
import { interpret } from './interpret.ts'
import type { ScanNode } from './plan.ts'
import { resultRow } from './result.ts'
import { SCRIPT_GROUP, type ScriptEngine } from './script.ts'

/** Test support: the reference interpreter as an engine of scripts. */
export const interpretScript: ScriptEngine = async (program, world) => {
  const rows = await interpret(program, {
    scan: async (node) => world.events.filter(({ log }) => isRead(node, log)),
    lookupTable: async (name) => world.lookupTables.get(name)?.rows ?? [],
    minePatterns,
  })
  return rows.map((row) => resultRow(program, row))
}

/** Whether a scan reads a group: the ones that SOURCE names, else the group of the script. */
export function isRead({ sources }: ScanNode, log: string): boolean {
  const group = log.slice(log.indexOf(':') + 1)
  if (sources.length === 0) return group === SCRIPT_GROUP
  return sources.some((source) => {
    if (source.kind === 'group') return source.name === group
    if (source.kind === 'dataSource') return false
    return source.namePrefixes.length === 0 || source.namePrefixes.some((prefix) => group.startsWith(prefix))
  })
}
