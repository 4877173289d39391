/** The page of all settings, made of the table. `npx vitest run packages/sdk/src/settings -u` writes it anew. */
import { expect, test } from 'vitest'
import { type SettingDoc, settingDocs } from './settings.ts'

test('docs/reference/sdk-settings.md is up to date', async () => {
  const groups = new Map<string, SettingDoc[]>()
  for (const setting of settingDocs()) {
    const group = setting.name.split('.')[0]!
    groups.set(group, [...(groups.get(group) ?? []), setting])
  }
  const page = [
    '# Settings of the SDK',
    '',
    'Each from code, `observe({ settings: { log: { level: "debug" } } })`, else from the first of its variables that is set, else its default: see [the guide](../guides/sdk-settings.md).',
    ...[...groups].flatMap(([group, settings]) => [
      '',
      `## ${group}`,
      '',
      '| setting | variables | takes | default | |',
      '| --- | --- | --- | --- | --- |',
      ...settings.map(row),
    ]),
    '',
  ].join('\n')
  await expect(page).toMatchFileSnapshot('../../../../docs/reference/sdk-settings.md')
})

function row({ name, env, accepts, fallback, doc }: SettingDoc): string {
  const cells = [
    `\`${name}\``,
    env.map((variable) => `\`${variable}\``).join(', '),
    accepts,
    fallback === '' ? 'empty' : `\`${fallback}\``,
    doc,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
