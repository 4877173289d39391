import { type Operation, operation } from '@atalaya/aws'
import { compileFilterPattern } from '@atalaya/query'
import { parsePattern } from './filter-patterns.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export const testMetricFilter: Operation<unknown> = operation('logs', 'TestMetricFilter', async (input) => {
  const { extract } = compileFilterPattern(parsePattern(input.filterPattern))
  const matches = input.logEventMessages.flatMap((eventMessage, i) => {
    const extractedValues = extract(eventMessage)
    return extractedValues === undefined ? [] : [{ eventNumber: i + 1, eventMessage, extractedValues }]
  })
  return { matches }
})
