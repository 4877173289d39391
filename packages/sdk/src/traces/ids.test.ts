import { expect, test } from 'vitest'
import { XRayIds } from './ids.ts'

test('a trace id begins with the second in which it was made', () => {
  let nowMs = 1_465_510_280_999
  const ids = new XRayIds(() => nowMs)
  expect(ids.generateTraceId()).toMatch(/^5759e988[0-9a-f]{24}$/)
  nowMs += 1
  expect(ids.generateTraceId()).toMatch(/^5759e989[0-9a-f]{24}$/)
})

test('a trace that somebody else named keeps its name, once', () => {
  const ids = new XRayIds()
  ids.adopt('4efaaf4d1e8720b39541901950019ee5')
  expect(ids.generateTraceId()).toBe('4efaaf4d1e8720b39541901950019ee5')
  expect(ids.generateTraceId()).not.toBe('4efaaf4d1e8720b39541901950019ee5')
})

test('ids are well formed and do not repeat', () => {
  const ids = new XRayIds()
  const spans = Array.from({ length: 5_000 }, () => ids.generateSpanId())
  expect(new Set(spans).size).toBe(5_000)
  expect(spans.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
  expect(new Set(Array.from({ length: 5_000 }, () => ids.generateTraceId())).size).toBe(5_000)
})
