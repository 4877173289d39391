import type { Sink } from '../../output/sink.ts'

/** One value of one metric with one dimension set, as CloudWatch would extract it from a line. */
export interface EmittedMetric {
  readonly namespace: string
  readonly name: string
  readonly value: number
  /** How often the value occurred, when it came with others of an interval. */
  readonly count?: number
  readonly unit: string
  readonly dimensions: Readonly<Record<string, string>>
  /** Seconds: 1 for high resolution, else 60. */
  readonly resolution: number
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number
}

/** Keeps what was emitted, for tests: `new CloudWatchMetrics({ ..., sink })`, then look at `sink.metrics`. */
export class MemorySink implements Sink {
  #lines: string[] = []

  write(lines: string): void {
    for (const line of lines.split('\n')) if (line !== '') this.#lines.push(line)
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  /** The lines, without their line feeds. */
  get lines(): readonly string[] {
    return this.#lines
  }

  get metrics(): readonly EmittedMetric[] {
    return this.#lines.flatMap(metricsOf)
  }

  clear(): void {
    this.#lines = []
  }
}

interface EmfDocument {
  readonly [member: string]: unknown
  readonly _aws: {
    readonly Timestamp: number
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly {
        readonly Name: string
        readonly Unit?: string
        readonly StorageResolution?: number
      }[]
    }[]
  }
}

function metricsOf(line: string): EmittedMetric[] {
  const document = JSON.parse(line) as EmfDocument
  return document._aws.CloudWatchMetrics.flatMap((directive) =>
    directive.Dimensions.flatMap((keys) =>
      directive.Metrics.flatMap((definition) =>
        valuesOf(document[definition.Name]).map(([value, count]) => ({
          namespace: directive.Namespace,
          name: definition.Name,
          value,
          ...(count === undefined ? {} : { count }),
          unit: definition.Unit ?? 'None',
          dimensions: Object.fromEntries(keys.map((key) => [key, String(document[key])])),
          resolution: definition.StorageResolution ?? 60,
          timeMs: document._aws.Timestamp,
        })),
      ),
    ),
  )
}

/** Numbers as they are; of values with counts each value; of a statistic set its mean. */
function valuesOf(target: unknown): (readonly [value: number, count: number | undefined])[] {
  if (typeof target !== 'object' || target === null) return [[target as number, undefined]]
  if (Array.isArray(target)) return target.map((value: number) => [value, undefined] as const)
  const { Values, Counts, Sum = 0, Count = 0 } = target as Partial<StatisticTarget>
  if (Values === undefined) return [[Sum / Count, Count]]
  return Values.map((value, index) => [value, Counts?.[index] ?? 0] as const)
}

interface StatisticTarget {
  readonly Values: readonly number[]
  readonly Counts: readonly number[]
  readonly Sum: number
  readonly Count: number
}
