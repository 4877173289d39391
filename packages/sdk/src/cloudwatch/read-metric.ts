import { AwsClient, type AwsOptions } from '../aws/aws-client.ts'

export interface MetricQuestion {
  readonly namespace: string
  readonly name: string
  readonly dimensions?: Readonly<Record<string, string>> | undefined
  /** `Average`, `Sum`, `p99`. */
  readonly statistic: string
  /** Seconds: 1, 5, 10, 20, 30 or a multiple of 60. */
  readonly periodSeconds: number
  /** Milliseconds since the Unix epoch, inclusive. */
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
}

export interface Datapoint {
  /** Start of the period, in milliseconds since the Unix epoch. */
  readonly timeMs: number
  readonly value: number
}

/**
 * The datapoints of a metric, oldest first.
 *
 * @throws {AwsCallError} when the service refuses the question or cannot be reached
 */
export async function readMetric(question: MetricQuestion, options: AwsOptions = {}): Promise<readonly Datapoint[]> {
  const { namespace, name, dimensions = {}, statistic, periodSeconds, startMs, endMs } = question
  const client = new AwsClient('monitoring', options)
  const datapoints: Datapoint[] = []
  let nextToken: string | undefined
  do {
    const answer = (await client.call('GetMetricData', {
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: periodSeconds,
            Stat: statistic,
          },
        },
      ],
      StartTime: startMs / 1_000,
      EndTime: endMs / 1_000,
      ScanBy: 'TimestampAscending',
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    })) as MetricAnswer
    for (const { Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      for (const [index, seconds] of Timestamps.entries()) {
        datapoints.push({ timeMs: seconds * 1_000, value: Values[index] ?? Number.NaN })
      }
    }
    nextToken = answer.NextToken
  } while (nextToken !== undefined)
  return datapoints
}

interface MetricAnswer {
  readonly MetricDataResults?: readonly {
    readonly Timestamps?: readonly number[]
    readonly Values?: readonly number[]
  }[]
  readonly NextToken?: string
}
