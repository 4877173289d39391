import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { serviceModel } from '../model/service-model.ts'
import { FormParser, type FormTree, formToInput } from './query-form.ts'

function parseForm(text: string): FormTree {
  const parser = new FormParser()
  parser.add(text)
  return parser.tree
}

const monitoring = serviceModel('monitoring')
const read = (shape: string, text: string, model = monitoring) => formToInput(model, shape, parseForm(text))

describe('a form along a shape', () => {
  test.each([
    ['Namespace=a%2Fb+c%26', { Namespace: 'a/b c&' }],
    ['Namespace=ü%C3%BC', { Namespace: 'üü' }],
    ['Unknown=1&Namespace=n&&', { Namespace: 'n' }],
    ['Namespace', { Namespace: '' }],
    ['MetricData=', { MetricData: [] }],
    ['MetricData=&MetricData.member.1.MetricName=a', { MetricData: [{ MetricName: 'a' }] }],
    ['MetricData.member.1.MetricName=a&MetricData=', { MetricData: [{ MetricName: 'a' }] }],
    [
      'MetricData.member.2.MetricName=b&MetricData.member.10.MetricName=c&MetricData.member.1.MetricName=a',
      { MetricData: [{ MetricName: 'a' }, { MetricName: 'b' }, { MetricName: 'c' }] },
    ],
    [
      'MetricData.member.1.Values.member.1=1&MetricData.member.1.Values.member.2=-2.5e-3&MetricData.member.1.Values.member.3=NaN',
      { MetricData: [{ Values: [1, -0.0025, Number.NaN] }] },
    ],
    [
      'MetricData.member.1.StatisticValues.Sum=1&MetricData.member.1.StorageResolution=%2B60',
      { MetricData: [{ StatisticValues: { Sum: 1 }, StorageResolution: 60 }] },
    ],
    ['StrictEntityValidation=True', { StrictEntityValidation: true }],
    [
      'EntityMetricData.member.1.Entity.KeyAttributes.entry.1.key=Type&EntityMetricData.member.1.Entity.KeyAttributes.entry.1.value=Service&EntityMetricData.member.1.Entity.KeyAttributes.entry.2.key=__proto__&EntityMetricData.member.1.Entity.KeyAttributes.entry.2.value=x',
      { EntityMetricData: [{ Entity: { KeyAttributes: { Type: 'Service' } } }] },
    ],
    ['__proto__.Namespace=x&constructor=y', {}],
  ])('%s', (text, expected) => {
    expect(read('PutMetricDataInput', text)).toStrictEqual(expected)
  })

  test('maps of SNS have names of their own', () => {
    const text =
      'MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.DataType=Binary&MessageAttributes.entry.1.Value.BinaryValue=AQI%3D'
    expect(read('PublishInput', text, serviceModel('sns'))).toEqual({
      MessageAttributes: { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } },
    })
  })

  test.each([
    ['2026-11-21', Date.UTC(2026, 10, 21)],
    ['2026-11-21T10:30', Date.UTC(2026, 10, 21, 10, 30)],
    ['2026-11-21T10:30:15', Date.UTC(2026, 10, 21, 10, 30, 15)],
    ['2026-11-21T10:30:15Z', Date.UTC(2026, 10, 21, 10, 30, 15)],
    ['2026-11-21t10:30:15z', Date.UTC(2026, 10, 21, 10, 30, 15)],
    ['2026-11-21T10:30:15.123Z', Date.UTC(2026, 10, 21, 10, 30, 15, 123)],
    ['2026-11-21T10:30:15.123456789Z', Date.UTC(2026, 10, 21, 10, 30, 15, 123)],
    ['2026-11-21T10:30:15+02:00', Date.UTC(2026, 10, 21, 8, 30, 15)],
    ['2026-11-21T10:30:15-0230', Date.UTC(2026, 10, 21, 13, 0, 15)],
    ['2026-11-21T10:30:15+02', Date.UTC(2026, 10, 21, 8, 30, 15)],
  ])('%s', (text, expected) => {
    const form = `StartTime=${encodeURIComponent(text)}`
    expect(read('GetMetricStatisticsInput', form)).toEqual({ StartTime: expected })
  })
})

describe('refusals', () => {
  test.each([
    ['Namespace=%zz', 'MalformedQueryString', 'The query string contains a syntax error.'],
    ['MetricData=x', 'MalformedInput', 'Unexpected simple value found where not expected'],
    ['Namespace.a=x', 'MalformedInput', 'Unexpected complex element found where not expected'],
    [
      'MetricData=x&MetricData.member.1.Value=1',
      'MalformedQueryString',
      "'MetricData.member.1.' is given as a value and as a structure",
    ],
    [
      'MetricData.member.1.Value=1&MetricData=x',
      'MalformedQueryString',
      "'MetricData' is given as a value and as a structure",
    ],
    ['MetricData.member.1.Value=abc', 'MalformedInput', "'abc' is not a valid double"],
    ['MetricData.member.1.Value=', 'MalformedInput', "'' is not a valid double"],
    ['MetricData.member.1.Value=0x10', 'MalformedInput', "'0x10' is not a valid double"],
    ['MetricData.member.1.StorageResolution=1.5', 'MalformedInput', "'1.5' is not a valid integer"],
    ['StrictEntityValidation=yes', 'MalformedInput', "'yes' is not a valid boolean"],
    ['MetricData.member.1.Timestamp=yesterday', 'MalformedInput', 'timestamp must follow ISO8601'],
    ['MetricData.member.1.Timestamp=2026-13-01T00:00:00Z', 'MalformedInput', 'timestamp must follow ISO8601'],
    [`${'a.'.repeat(65)}=1`, 'MalformedQueryString', 'Parameter name nested deeper than 64'],
  ])('%s', (text, code, message) => {
    expect(() => read('PutMetricDataInput', text)).toThrow(expect.objectContaining({ code, message }))
  })

  test('too many parameters', () => {
    expect(() => parseForm('a&'.repeat(500_001))).toThrow(/More than 500000 parameters/)
  })

  test('too many parts of names', () => {
    const part = 'a.'.repeat(60)
    const form = Array.from({ length: 3_400 }, (_, index) => `${index}.${part}x=1`).join('&')
    expect(() => parseForm(form)).toThrow(/More than 200000 parts/)
  })
})

test('any text round trips through a parameter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (Namespace, MetricName) => {
      const form = new URLSearchParams({ Namespace, 'MetricData.member.1.MetricName': MetricName }).toString()
      expect(read('PutMetricDataInput', form)).toEqual({ Namespace, MetricData: [{ MetricName }] })
    }),
  )
})
