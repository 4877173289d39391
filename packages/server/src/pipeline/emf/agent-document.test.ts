import { METRIC_UNITS } from '@atalaya/model'
import { expect, test } from 'vitest'
import { readAgentDocument } from './agent-document.ts'
import { readEmf } from './read-emf.ts'

const STAMP = 1_574_109_732_004
const LINE = `{"_aws":{"Timestamp":${STAMP},"LogGroupName":"Foo","CloudWatchMetrics":[{"Namespace":"MyApp","Dimensions":[["Operation"]],"Metrics":[{"Name":"ProcessingLatency","Unit":"Milliseconds","StorageResolution":60}]}]},"Operation":"Aggregator","ProcessingLatency":100}`

test('the example of the agent is a document for its group and a datum', () => {
  expect(readAgentDocument(LINE)).toEqual({ logGroupName: 'Foo', logStreamName: undefined, timestampMs: STAMP })
  expect(readEmf(LINE, { groupName: 'Foo', eventTimestampMs: STAMP, nowMs: STAMP })).toMatchObject({
    data: [
      {
        namespace: 'MyApp',
        name: 'ProcessingLatency',
        dimensions: [{ name: 'Operation', value: 'Aggregator' }],
        unit: METRIC_UNITS.indexOf('Milliseconds'),
        samples: { kind: 'value', value: 100 },
      },
    ],
  })
})

test.each([
  ['no group', LINE.replace('"LogGroupName":"Foo",', ''), undefined],
  ['an empty group', LINE.replace('"Foo"', '""'), undefined],
  ['a group that is no text', LINE.replace('"Foo"', '7'), undefined],
  ['no document', 'hello', undefined],
  ['two documents', LINE + LINE, undefined],
  ['no _aws', '{"LogGroupName":"Foo"}', undefined],
  ['a stream', '{"_aws":{"LogGroupName":"g","LogStreamName":"s"}}', { logGroupName: 'g', logStreamName: 's' }],
  ['a time in quotes', '{"_aws":{"LogGroupName":"g","Timestamp":"1"}}', { logGroupName: 'g' }],
])('%s', (_name, line, document) => {
  const empty = { logStreamName: undefined, timestampMs: undefined }
  expect(readAgentDocument(line)).toEqual(document === undefined ? undefined : { ...empty, ...document })
})
