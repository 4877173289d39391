import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderAllTypes } from './generate/types.ts'

test.each([...renderAllTypes()])('packages/aws/src/generated/%s is up to date (npm run generate)', (name, text) => {
  expect(readFileSync(new URL(`../packages/aws/src/generated/${name}`, import.meta.url), 'utf8')).toBe(text)
})
