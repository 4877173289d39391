import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('changes of a key happen one after the other, in order, also after a failure', async () => {
  const turns = new Turns()
  const steps: string[] = []
  const work =
    (name: string, fails = false) =>
    async (): Promise<string> => {
      steps.push(`${name} begins`)
      await Promise.resolve()
      steps.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const outcomes = await Promise.allSettled([
    turns.run('k', work('a')),
    turns.run('k', work('b', true)),
    turns.run('k', work('c')),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('keys do not wait for each other', async () => {
  const turns = new Turns()
  let release: () => void = () => undefined
  const blocked = turns.run('slow', () => new Promise<void>((resolve) => (release = resolve)))
  expect(await turns.run('quick', async () => 'done')).toBe('done')
  release()
  await blocked
})
