import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const CLIENTS: Readonly<Record<string, string>> = {
  'CloudWatch Logs': '@aws-sdk/client-cloudwatch-logs',
  CloudWatch: '@aws-sdk/client-cloudwatch',
  EventBridge: '@aws-sdk/client-eventbridge',
  SNS: '@aws-sdk/client-sns',
  STS: '@aws-sdk/client-sts',
}

/** Operations that the coverage page calls supported, by service. */
function supported(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(new URL('../../docs/reference/coverage.md', import.meta.url), 'utf8')
  const sections = page.split(/^## /m).slice(1)
  return new Map(
    sections.map((section) => {
      const table = section.split(/^Not supported/m)[0] ?? ''
      return [
        section.slice(0, section.indexOf('\n')),
        [...table.matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1] ?? ''),
      ]
    }),
  )
}

/** Commands that some test of this folder sends, by the package of their client. */
function driven(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  const folders = [import.meta.dirname, join(import.meta.dirname, '../support')]
  for (const folder of folders) {
    for (const file of readdirSync(folder)) {
      const source = readFileSync(join(folder, file), 'utf8')
      for (const [, names = '', client = ''] of source.matchAll(
        /import \{([^}]*)\} from '(@aws-sdk\/client-[\w-]+)'/g,
      )) {
        const commands = [...names.matchAll(/(\w+)Command(?: as (\w+))?\b/g)]
        for (const [, operation = '', alias] of commands) {
          if (!new RegExp(`new ${alias ?? `${operation}Command`}\\(`).test(source)) continue
          found.set(client, (found.get(client) ?? new Set()).add(operation))
        }
      }
    }
  }
  return found
}

test('every supported operation is driven through a typed client', () => {
  const commands = driven()
  const missing = [...supported()].flatMap(([service, operations]) => {
    const client = CLIENTS[service]
    return operations.filter((operation) => client !== undefined && !commands.get(client)?.has(operation))
  })
  expect([...supported().values()].flat().length).toBeGreaterThan(30)
  expect(missing).toEqual([])
})
