import { expect, test } from 'vitest'
import { holds, isLockProblem } from './install.mjs'

const linux = { platform: 'linux', arch: 'x64' }
const text = (packages: object) => JSON.stringify({ packages })
const LOCK = text({
  '': { name: 'workspace' },
  'packages/cli': { version: '1.0.0' },
  'node_modules/a': { version: '1.0.0', resolved: 'r/a-1.0.0' },
  'node_modules/@native/linux-x64': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
  'node_modules/@native/darwin-arm64': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
  'node_modules/@native/linux-x64-musl': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  },
  'node_modules/not-windows': { version: '1.0.0', optional: true, os: ['!win32'] },
  'node_modules/needed-by-wasm-only': { version: '1.0.0', optional: true },
})
const a = { version: '1.0.0', resolved: 'r/a-1.0.0' }
const native = { version: '1.0.0' }
const INSTALLED = { 'node_modules/a': a, 'node_modules/@native/linux-x64': native, 'node_modules/not-windows': native }

test('what the lock file asks for on this platform is there', () => {
  expect(holds(text(INSTALLED), LOCK, linux)).toBe(true)
})

test.each<readonly [string, object, typeof linux]>([
  ['another version', { ...INSTALLED, 'node_modules/a': { ...a, version: '1.0.1' } }, linux],
  ['another source of the same version', { ...INSTALLED, 'node_modules/a': { ...a, resolved: 'elsewhere' } }, linux],
  ['a missing package', { 'node_modules/@native/linux-x64': native, 'node_modules/not-windows': native }, linux],
  ['a missing native part', { 'node_modules/a': a, 'node_modules/not-windows': native }, linux],
  [
    'a package that is for all but one system',
    { 'node_modules/a': a, 'node_modules/@native/linux-x64': native },
    linux,
  ],
  ['a folder from another platform', INSTALLED, { platform: 'darwin', arch: 'arm64' }],
])('%s is noticed', (_what, installed, here) => {
  expect(holds(text(installed), LOCK, here)).toBe(false)
})

test('nothing installed is noticed', () => {
  expect(holds('', LOCK, linux)).toBe(false)
})

test('only a lock file that does not fit is given up', () => {
  expect(
    isLockProblem('npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and ...'),
  ).toBe(true)
  expect(isLockProblem('npm error code EBADPLATFORM')).toBe(true)
  expect(isLockProblem('npm error code ENOTFOUND\nnpm error network request failed')).toBe(false)
  expect(isLockProblem('npm error code ENOSPC')).toBe(false)
})
