/**
 * Writes everything that is derived from the vendored API models:
 * the TypeScript types of `packages/aws/src/generated`.
 *
 * Run it with `npm run generate` after changing a model. `tools/generate.test.ts` fails while the files are out of date.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { renderAllTypes } from './generate/types.ts'

const types = new URL('../packages/aws/src/generated/', import.meta.url)
mkdirSync(types, { recursive: true })
for (const [name, text] of renderAllTypes()) writeFileSync(new URL(name, types), text)
