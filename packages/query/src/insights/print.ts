import type { Command, Query, Source, SourceTime } from './ast.ts'
import { COMMANDS } from './commands/index.ts'
import { printString } from './print-expression.ts'

/** Text that parses to the same tree, in one canonical form. */
export function printQuery({ sources, commands }: Query): string {
  return [...printSources(sources), ...commands.map(printCommand)].join(' | ')
}

export function printCommand(command: Command): string {
  const syntax = COMMANDS.find(
    ({ kind, keywords }) =>
      kind === command.kind && (command.kind !== 'lookup' || command.cidr === (keywords[0] === 'cidrlookup')),
  )
  if (syntax === undefined) throw new Error(`BUG: no syntax for ${command.kind}`)
  return syntax.print(command)
}

function printSources(sources: readonly Source[]): readonly string[] {
  const texts: string[] = []
  for (const [index, source] of sources.entries()) {
    // `dataSource(…) logGroups(…)` is one SOURCE.
    const continues = source.kind === 'groups' && sources[index - 1]?.kind === 'dataSource'
    if (continues) texts.push(`${texts.pop()} ${printSource(source)}`)
    else texts.push(`SOURCE ${printSource(source)}`)
  }
  return texts
}

function printSource(source: Source): string {
  switch (source.kind) {
    case 'group':
      return `${printString(source.name)}${printTime('START', source.start)}${printTime('END', source.end)}`
    case 'dataSource':
      return `dataSource(${printStrings(source.names)})`
    case 'groups': {
      const options = [`class: ${printStrings(source.classes)}`]
      if (source.namePrefixes.length > 0) options.unshift(`namePrefix: ${printStrings(source.namePrefixes)}`)
      if (source.accounts.length > 0) options.push(`accountIdentifiers: ${printStrings(source.accounts)}`)
      const tags = source.tags.map(
        ({ key, values }) => `{"key": ${printString(key)}, "values": ${printStrings(values)}}`,
      )
      return `logGroups(${options.join(', ')})${tags.length > 0 ? ` logGroupTags([${tags.join(', ')}])` : ''}`
    }
  }
}

function printStrings(values: readonly string[]): string {
  return `[${values.map(printString).join(', ')}]`
}

function printTime(name: string, time: SourceTime | undefined): string {
  if (time === undefined) return ''
  if (time.kind === 'now') return ` ${name}=now`
  if (time.kind === 'absolute') return ` ${name}=${time.timeMs}`
  return ` ${name}=${time.amount}${time.unit}`
}
