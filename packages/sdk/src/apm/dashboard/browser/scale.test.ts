import { expect, test } from 'vitest'
import { linear, nearest, niceTop, pathsOf, timeSpan } from './scale.ts'

test.each([
  [0, 1, 1],
  [0.3, 0.1, 0.4],
  [1, 1, 1],
  [1.1, 1, 2],
  [2.1, 1, 4],
  [4.5, 1, 5],
  [6, 1, 10],
  [730, 10, 1_000],
  [3, 40, 40],
  // What rounding made a little higher does not double the top.
  [200.1, 1, 200],
])('the top of values up to %d, at least %d, is %d', (value, least, top) => {
  expect(niceTop(value, least)).toBeCloseTo(top, 10)
})

const at = (...times: number[]) => times.map((timeMs) => ({ timeMs }))

test.each([
  ['no moment', at(), [700_000, 1_000_000]],
  ['one moment', at(5), [700_000, 1_000_000]],
  ['less than five minutes', at(500_000, 600_000), [300_000, 600_000]],
  ['more than five minutes', at(100_000, 500_000, 900_000), [100_000, 900_000]],
])('the time that is shown with %s', (_, moments, span) => {
  expect(timeSpan(moments, 1_000_000)).toEqual(span)
})

const x = linear([0, 100_000], [0, 100])
const y = linear([0, 10], [50, 0])

test('a scale goes from one range to the other, which may be upside down', () => {
  expect([x(0), x(50_000), x(100_000)]).toEqual([0, 50, 100])
  expect([y(0), y(2.5), y(10)]).toEqual([50, 37.5, 0])
})

test('points make a line, and an area down to the floor', () => {
  const points = [
    { timeMs: 0, value: 0 },
    { timeMs: 20_000, value: 10 },
  ]
  expect(pathsOf(points, x, y)).toEqual({ line: 'M0.0 50.0L20.0 0.0', area: 'M0.0 50L0.0 50.0L20.0 0.0L20.0 50Z' })
})

test('where the service was away there is a gap', () => {
  const points = [
    { timeMs: 0, value: 5 },
    { timeMs: 20_001, value: 5 },
  ]
  expect(pathsOf(points, x, y)).toEqual({
    line: 'M0.0 25.0M20.0 25.0',
    area: 'M0.0 50L0.0 25.0L0.0 50ZM20.0 50L20.0 25.0L20.0 50Z',
  })
})

test('no points, no line', () => {
  expect(pathsOf([], x, y)).toEqual({ line: '', area: '' })
})

test.each([
  [[], 5, -1],
  [[0, 10, 20], 14, 1],
  [[0, 10, 20], 15, 1],
  [[0, 10, 20], 900, 2],
  [[0, 10, 20], -3, 0],
])('of %j the nearest to %d is at %d', (values, wanted, index) => {
  expect(nearest(values, wanted)).toBe(index)
})
