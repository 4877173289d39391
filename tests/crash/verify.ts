import { logs, monitoring, Refused } from './call.ts'
import {
  checkEmf,
  checkEvents,
  checkPoints,
  type LogLedger,
  type MetricLedger,
  NAMESPACE,
  SERIES,
  SLOTS,
} from './ledger.ts'

/** Reads a stream from head to end and compares it, and the metrics that came from it, with the ledger. */
export async function verifyStream(
  url: string,
  ledger: LogLedger,
  slotsStartMs: number,
  problems: string[],
): Promise<void> {
  const where = { logGroupName: ledger.group, logStreamName: ledger.stream }
  const texts: string[] = []
  const beginMs = Date.now()
  try {
    let nextToken: string | undefined
    for (;;) {
      const page = await logs(url, 'GetLogEvents', { ...where, startFromHead: true, limit: 10_000, nextToken })
      texts.push(...(page.events as readonly { readonly message: string }[]).map((event) => event.message))
      if (page.nextForwardToken === nextToken) break
      nextToken = page.nextForwardToken as string
    }
  } catch (error) {
    const gone = error instanceof Refused && error.code.endsWith('ResourceNotFoundException')
    if (!gone) throw error
    if (ledger.deleted === 'no' || ledger.deleted === 'refused') {
      problems.push(`${ledger.group} ${ledger.stream} is gone, but nobody deleted it`)
    }
    return
  }
  if (ledger.deleted === 'acknowledged') {
    problems.push(`${ledger.group} ${ledger.stream} was deleted and is there with ${texts.length} events`)
    return
  }
  const whole = checkEvents(ledger, texts, [beginMs, Date.now()], problems)
  if (ledger.batches.every((batch) => batch.emf === 0)) return
  const [samples = new Map<number, number>()] = await readSamples(url, ledger.metric, [undefined], slotsStartMs)
  checkEmf(ledger, whole, samples, problems)
}

export async function verifyMetric(
  url: string,
  ledger: MetricLedger,
  slotsStartMs: number,
  problems: string[],
): Promise<void> {
  const series = Array.from({ length: SERIES }, (_, index) => String(index))
  checkPoints(ledger, await readSamples(url, ledger.metric, series, slotsStartMs), problems)
}

/** Samples by slot, for each of the series (undefined: the one without dimensions). */
async function readSamples(
  url: string,
  MetricName: string,
  series: readonly (string | undefined)[],
  slotsStartMs: number,
): Promise<readonly ReadonlyMap<number, number>[]> {
  const start = slotsStartMs / 1_000
  const answer = await monitoring(url, 'GetMetricData', {
    StartTime: start,
    EndTime: start + SLOTS,
    MetricDataQueries: series.map((Value, index) => ({
      Id: `q${index}`,
      MetricStat: {
        Metric: {
          Namespace: NAMESPACE,
          MetricName,
          Dimensions: Value === undefined ? [] : [{ Name: 'Series', Value }],
        },
        Period: 1,
        Stat: 'SampleCount',
      },
    })),
  })
  const results = answer.MetricDataResults as readonly {
    readonly Timestamps: readonly number[]
    readonly Values: readonly number[]
    readonly StatusCode: string
  }[]
  return results.map(({ Timestamps, Values, StatusCode }) => {
    if (StatusCode !== 'Complete') throw new Error(`GetMetricData answered ${StatusCode}`)
    return new Map(Timestamps.map((second, index) => [second - start, Values[index] ?? Number.NaN]))
  })
}
