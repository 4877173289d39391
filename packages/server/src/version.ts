import { readFileSync } from 'node:fs'

/** Version of this package, from its manifest: one folder up from the sources and from the build. */
export const VERSION: string = readVersion()

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return (manifest as { readonly version: string }).version
}
