import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTraceparent, parseTraceparent } from './traceparent.ts'
import { readUpstream, upstreamHeaders } from './upstream.ts'
import { formatXRayHeader, parseXRayHeader } from './xray-header.ts'

const traceId = '5759e988bd862e3fe1be46a994272793'
const spanId = '53995c3f42cd8ad8'
const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793'

test.each([
  [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, { traceId, spanId, sampled: true }],
  [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`, { traceId, spanId, sampled: false }],
  [`Sampled=1; Parent=53995C3F42CD8AD8 ; ${ROOT}`, { traceId, spanId, sampled: true }],
  [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=?`, { traceId, spanId, sampled: undefined, asks: true }],
  [`${ROOT};parent=53995c3f42cd8ad8;SAMPLED=1`.replace('Root', 'root'), { traceId, spanId, sampled: true }],
  [`Self=1-67891234-12456789abcdef012345678;${ROOT}`, { traceId, spanId: undefined, sampled: undefined }],
  [`${ROOT};Lineage=a87bd80c:1|68fd508a:5;Other=x=y`, { traceId, spanId: undefined, sampled: undefined }],
  [`${ROOT};Parent=0000000000000000;Sampled=1`, { traceId, spanId: undefined, sampled: true }],
  [
    'Root=1-4efaaf4d-1e8720b39541901950019ee5',
    { traceId: '4efaaf4d1e8720b39541901950019ee5', spanId: undefined, sampled: undefined },
  ],
  ['Root=1-00000000-000000000000000000000000', undefined],
  ['Root=2-5759e988-bd862e3fe1be46a994272793', undefined],
  ['Root=1-581cf771', undefined],
  ['Parent=53995c3f42cd8ad8;Sampled=1', undefined],
  ['=;;=', undefined],
  ['', undefined],
  [`${ROOT};${'x'.repeat(2_000)}`, undefined],
])('X-Ray header %s', (header, expected) => {
  expect(parseXRayHeader(header)).toEqual(expected)
})

test.each([
  [`00-${traceId}-${spanId}-01`, true],
  [` 00-${traceId}-${spanId}-00 `, false],
  [`00-${traceId}-${spanId}-03`, true],
  [`cc-${traceId}-${spanId}-01-what-comes-later`, true],
  [`00-${traceId}-${spanId}-01-more`, undefined],
  [`ff-${traceId}-${spanId}-01`, undefined],
  [`00-${'0'.repeat(32)}-${spanId}-01`, undefined],
  [`00-${traceId}-${'0'.repeat(16)}-01`, undefined],
  [`00-${traceId.toUpperCase()}-${spanId}-01`, undefined],
  [`00-${traceId}-${spanId}`, undefined],
  ['', undefined],
])('traceparent %s', (header, sampled) => {
  expect(parseTraceparent(header)).toEqual(sampled === undefined ? undefined : { traceId, spanId, sampled })
})

const other = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`

test('of two forms the X-Ray header counts, if it names a span', () => {
  const xray = `${ROOT};Parent=${spanId};Sampled=1`
  expect(readUpstream({ traceparent: other, 'x-amzn-trace-id': xray })).toEqual({ traceId, spanId, sampled: true })
  expect(readUpstream({ traceparent: other, tracestate: 'a=b', 'x-amzn-trace-id': ROOT })).toEqual({
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    sampled: false,
    traceState: 'a=b',
  })
  expect(readUpstream({ 'x-amzn-trace-id': [ROOT, 'x'] })).toEqual({ traceId, spanId: undefined, sampled: undefined })
  expect(readUpstream({ traceparent: 'nonsense' })).toBeUndefined()
  expect(readUpstream({})).toBeUndefined()
})

test('the lineage of a Lambda function is passed on, whichever form names the trace', () => {
  const lineage = 'a87bd80c:1|68fd508a:5'
  const known = { traceId, spanId, sampled: true, lineage }
  const xray = `${ROOT};Parent=${spanId};Sampled=1;Lineage=${lineage}`
  expect(readUpstream({ 'x-amzn-trace-id': xray })).toEqual(known)
  expect(readUpstream({ 'x-amzn-trace-id': `;Lineage=${lineage}`, traceparent: `00-${traceId}-${spanId}-01` })).toEqual(
    known,
  )
  expect(readUpstream({ 'x-amzn-trace-id': `${ROOT};Parent=${spanId};Sampled=1;Lineage=<x>` })).toEqual({
    ...known,
    lineage: undefined,
  })
  expect(upstreamHeaders({ traceId, spanId, traceFlags: 1 }, undefined, lineage)['x-amzn-trace-id']).toBe(xray)
})

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => text !== '0'.repeat(length))

test('what is written is read again, in both forms', () => {
  fc.assert(
    fc.property(hex(32), hex(16), fc.boolean(), (trace, span, sampled) => {
      const ids = { traceId: trace, spanId: span, traceFlags: sampled ? 1 : 0 }
      const expected = { traceId: trace, spanId: span, sampled }
      expect(parseXRayHeader(formatXRayHeader(ids))).toEqual(expected)
      expect(parseTraceparent(formatTraceparent(ids))).toEqual(expected)
      expect(readUpstream(upstreamHeaders(ids))).toEqual(expected)
    }),
  )
})

test('any text is read without failing', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, two) => {
      readUpstream({ traceparent: one, 'x-amzn-trace-id': `Root=${two};${one}` })
    }),
  )
})
