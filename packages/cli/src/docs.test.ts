import { readFileSync } from 'node:fs'
import { loadConfig, SETTINGS } from '@atalaya/server'
import { expect, test } from 'vitest'
import { commands } from './commands/index.ts'
import { up } from './commands/up.ts'

const page = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8')

test.each(commands.map((command) => [command.name, command] as const))(
  'the page describes every option of %s',
  (name, command) => {
    const section = new RegExp(`^## ${name}$(.*?)(?=^## |$(?![^]))`, 'ms').exec(page)?.[1] ?? ''
    const shared = page.slice(page.indexOf('## Whom commands talk to'), page.indexOf('## up'))
    for (const option of Object.keys(command.options as object)) {
      expect(section + (name === 'up' ? '' : shared), option).toContain(`\`--${option}`)
    }
  },
)

test('what the help of up calls a default is the default', () => {
  const defaults = {
    port: 'port',
    host: 'host',
    'account-id': 'accountId',
    region: 'region',
    'emf-port': 'emfPort',
  } as const
  const options = up.options as Readonly<Record<string, { readonly summary: string }>>
  for (const [option, field] of Object.entries(defaults)) {
    expect(options[option]?.summary).toContain(`[${SETTINGS[field].shown}]`)
    expect(String(loadConfig({})[field])).toBe(SETTINGS[field].shown)
  }
})
