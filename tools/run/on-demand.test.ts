import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const FOLDER = new URL('../on-demand/', import.meta.url)

/** The part of package.json and of a lock file that is looked at here. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly packages?: Readonly<Record<string, { readonly version?: string; readonly dependencies?: object }>>
}

function manifest(name: string, file: string): Manifest {
  return JSON.parse(readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8')) as Manifest
}

test.each(readdirSync(FOLDER))('what %s asks for is pinned, and the lock file has it', (name) => {
  const { dependencies = {} } = manifest(name, 'package.json')
  const { packages = {} } = manifest(name, 'package-lock.json')
  expect(packages['']?.dependencies).toEqual(dependencies)
  for (const [dependency, version] of Object.entries(dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(packages[`node_modules/${dependency}`]?.version).toBe(version)
  }
})
