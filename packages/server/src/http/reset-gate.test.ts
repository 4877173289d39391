import { expect, test } from 'vitest'
import { ResetGate } from './reset-gate.ts'

test('being alone means: what runs ends first, and what comes waits', async () => {
  const gate = new ResetGate()
  const seen: string[] = []
  let release = (): void => undefined
  const running = gate.pass(async () => {
    await new Promise<void>((resolve) => {
      release = resolve
    })
    seen.push('running')
  })
  const alone = gate.alone(async () => {
    seen.push('alone begins')
    await Promise.resolve()
    seen.push('alone ends')
  })
  const second = gate.alone(async () => {
    seen.push('alone again')
  })
  const late = gate.pass(async () => {
    seen.push('late')
  })
  await Promise.resolve()
  expect(seen).toEqual([])
  release()
  await Promise.all([running, alone, second, late])
  expect(seen.slice(0, 3)).toEqual(['running', 'alone begins', 'alone ends'])
  expect(new Set(seen.slice(3))).toEqual(new Set(['alone again', 'late']))
})

test('a failure opens the gate again', async () => {
  const gate = new ResetGate()
  await expect(gate.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.pass(async () => 'passed')).toBe('passed')
  await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await gate.alone(async () => undefined)
})
