import { expect, test } from 'vitest'
import { layerProblems } from './layers.ts'

const problems = (path: string, text: string) => layerProblems([{ path, text }])

test.each([
  ['packages/aws/src/a.ts', "import { x } from '@atalaya/model'"],
  ['packages/server/src/http/a.ts', "import type { X } from '@atalaya/store'\nexport { y } from '../b.ts'"],
  ['packages/store/src/a.ts', "import { x } from '@atalaya/store/conformance'"],
  ['packages/cli/src/a.ts', "await import('@atalaya/server')"],
  ['examples/demo/src/a.ts', "import { x } from '@atalaya/sdk/metrics'"],
  ['packages/model/src/a.ts', "// like '@atalaya/server'\nimport { open } from 'node:fs'"],
])('%s may: %s', (path, text) => {
  expect(problems(path, text)).toEqual([])
})

test.each([
  ['packages/model/src/a.ts', "import { x } from '@atalaya/aws'", 'which model must not know'],
  ['packages/aws/src/a.ts', "import {\n  x,\n  y,\n} from '@atalaya/store'", 'which aws must not know'],
  ['packages/sdk/src/a.ts', "export type { X } from '@atalaya/server'", 'which sdk must not know'],
  ['packages/sdk/src/a.ts', "import '@atalaya/server'", 'which sdk must not know'],
  ['packages/query/src/a.ts', "const x = await import('@atalaya/aws')", 'which query must not know'],
  ['packages/aws/src/a.ts', "import { x } from '../../model/src/x.ts'", 'another package'],
  ['packages/new/src/a.ts', '', 'no place in the layers'],
  ['examples/demo/src/a.ts', "import { x } from '@atalaya/model'", 'which demo must not know'],
])('%s must not: %s', (path, text, problem) => {
  expect(problems(path, text)).toEqual([expect.stringContaining(problem)])
})
