import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyAssets } from './build.mjs'

test('what the compiler leaves behind is copied, tests are not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-build-'))
  try {
    mkdirSync(join(folder, 'src/sql/testdata'), { recursive: true })
    for (const file of [
      'main.ts',
      'main.test.ts',
      'notes.md',
      'sql/tsconfig.json',
      'sql/schema.sql',
      'sql/testdata/rows.csv',
    ]) {
      writeFileSync(join(folder, 'src', file), file)
    }
    copyAssets(join(folder, 'src'), join(folder, 'dist'))
    expect(readdirSync(join(folder, 'dist'), { recursive: true }).sort()).toEqual(['sql', join('sql', 'schema.sql')])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
