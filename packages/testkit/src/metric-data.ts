import { random } from './random.ts'

/** As PutMetricData takes it, with the time as the AWS SDK for JavaScript spells it. */
export interface GeneratedDatum {
  readonly MetricName: string
  readonly Dimensions: { readonly Name: string; readonly Value: string }[]
  readonly Timestamp: Date
  readonly Value: number
  readonly Unit: 'Milliseconds'
}

export interface MetricDataOptions {
  /** Default: 1. */
  readonly seed?: number
  /** Milliseconds since the Unix epoch of the first datum. */
  readonly startMs: number
  /** Time between two data. Default: 1 s. */
  readonly stepMs?: number
  /** How many different series the data go round through. Default: 100. */
  readonly series?: number
}

/** Durations of requests: log-normal with a median of 50 ms, over metrics named `RequestDuration` with three dimensions. */
export function metricData(count: number, options: MetricDataOptions): GeneratedDatum[] {
  const { seed = 1, startMs, stepMs = 1_000, series = 100 } = options
  const source = random(seed)
  return Array.from({ length: count }, (_, index) => {
    const number = index % series
    return {
      MetricName: 'RequestDuration',
      Dimensions: [
        { Name: 'Method', Value: METHODS[number % METHODS.length]! },
        { Name: 'Endpoint', Value: `/api/resource-${Math.floor(number / METHODS.length)}` },
        { Name: 'StatusCode', Value: '200' },
      ],
      Timestamp: new Date(startMs + index * stepMs),
      Value: Number((50 * Math.exp(0.6 * gaussian(source.next(), source.next()))).toFixed(3)),
      Unit: 'Milliseconds',
    }
  })
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

/** Two even numbers in [0, 1) become one of the standard normal distribution (Box and Muller). */
function gaussian(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second)
}
