/**
 * All series of one metric. They are found through nested maps, one level for each label, because hashing three short strings
 * that exist already is far cheaper than joining them to a key.
 */
import { type LabelValue, labelText, OVERFLOW } from './labels.ts'
import type { MetricUnit } from './metric-unit.ts'
import type { Series, SeriesSpec } from './series.ts'

export type MetricKind = 'counter' | 'gauge' | 'histogram' | 'exponential' | 'summary'

export interface FamilySpec {
  readonly name: string
  readonly kind: MetricKind
  readonly help: string
  readonly unit: MetricUnit
  readonly labelNames: readonly string[]
}

/** What a family asks of its registry. */
export interface FamilyHost {
  readonly maxSeries: number
  /** Delta cursors opened so far. */
  readonly cursors: () => number
  readonly warn: (message: string) => void
}

type Level = Map<LabelValue | undefined, Level | Series>

/** What a door sees of a metric. */
export interface MetricFamily {
  readonly spec: FamilySpec
  readonly series: readonly Series[]
}

export class Family<S extends Series = Series> implements MetricFamily {
  readonly spec: FamilySpec
  readonly #make: (spec: SeriesSpec) => S
  readonly #host: FamilyHost
  readonly #root: Level = new Map()
  readonly #series: S[] = []
  #only: S | undefined
  #overflow: S | undefined
  readonly #warned = new Set<'unknown' | 'mismatch' | 'unreadable'>()

  constructor(spec: FamilySpec, make: (spec: SeriesSpec) => S, host: FamilyHost) {
    this.spec = spec
    this.#make = make
    this.#host = host
  }

  get series(): readonly S[] {
    return this.#series
  }

  /** The series of a metric without labels. */
  only(): S {
    this.#only ??= this.byValues([])
    return this.#only
  }

  byValues(values: readonly LabelValue[]): S {
    let node: Level | Series | undefined = this.#root
    if (values.length !== this.spec.labelNames.length) return this.#mismatch(values)
    for (let index = 0; index < values.length; index++) {
      node = (node as Level).get(values[index])
      if (node === undefined) return this.#resolve(values)
    }
    return node === this.#root ? this.#resolve(values) : (node as S)
  }

  byLabels(labels: Readonly<Record<string, LabelValue>>): S {
    const { labelNames } = this.spec
    try {
      let node: Level | Series | undefined = this.#root
      for (let index = 0; index < labelNames.length; index++) {
        node = (node as Level).get(labels[labelNames[index]!])
        if (node === undefined) return this.#resolveLabels(labels)
      }
      return node === this.#root ? this.#resolve([]) : (node as S)
    } catch {
      // A getter of the caller. What it counts still happened.
      this.#warnOnce('unreadable', `metric ${this.spec.name}: labels that cannot be read are counted as empty`)
      return this.#resolve(labelNames.map(() => ''))
    }
  }

  #resolveLabels(labels: Readonly<Record<string, LabelValue>>): S {
    const { name, labelNames } = this.spec
    const unknown = Object.keys(labels).find((label) => !labelNames.includes(label))
    if (unknown !== undefined) {
      this.#warnOnce('unknown', `metric ${name} has no label ${unknown}: it has ${labelNames.join(', ') || 'none'}`)
    }
    return this.#resolve(labelNames.map((label) => labels[label] ?? ''))
  }

  #mismatch(values: readonly LabelValue[]): S {
    const { name, labelNames } = this.spec
    this.#warnOnce(
      'mismatch',
      `metric ${name} has ${labelNames.length} labels (${labelNames.join(', ')}), got ${values.length} values`,
    )
    return this.#resolve(labelNames.map((_, index) => values[index] ?? ''))
  }

  /** A call that is wrong is so every time. */
  #warnOnce(about: 'unknown' | 'mismatch' | 'unreadable', message: string): void {
    if (this.#warned.has(about)) return
    this.#warned.add(about)
    this.#host.warn(message)
  }

  /** Finds a series by the texts of its values, or makes it. */
  #resolve(values: readonly LabelValue[]): S {
    const texts = values.map(labelText)
    const found = this.#lookUp(texts)
    if (found !== undefined) {
      this.#alias(values, found)
      return found
    }
    if (this.#series.length >= this.#host.maxSeries) return this.#overflowing()
    return this.#add(texts)
  }

  #lookUp(texts: readonly string[]): S | undefined {
    let node: Level | Series | undefined = texts.length === 0 ? this.#only : this.#root
    for (const text of texts) node = (node as Level | undefined)?.get(text)
    return node as S | undefined
  }

  /** Lets a number or boolean find the series of its text at once the next time. Only of the last label: the usual place. */
  #alias(values: readonly LabelValue[], series: S): void {
    const last = values.at(-1)
    if (typeof last !== 'number' && typeof last !== 'boolean') return
    let level: Level | undefined = this.#root
    for (const value of values.slice(0, -1)) level = level?.get(value) as Level | undefined
    level?.set(last, series)
  }

  #add(texts: readonly string[]): S {
    const { name, unit, labelNames } = this.spec
    const series = this.#make({ name, unit, labelNames, labelValues: texts })
    for (let cursor = 0; cursor < this.#host.cursors(); cursor++) series.openCursor()
    this.#series.push(series)
    if (texts.length === 0) {
      this.#only = series
      return series
    }
    let level = this.#root
    for (const text of texts.slice(0, -1)) {
      const next = (level.get(text) as Level | undefined) ?? new Map<LabelValue | undefined, Level | Series>()
      level.set(text, next)
      level = next
    }
    level.set(texts.at(-1), series)
    return series
  }

  #overflowing(): S {
    if (this.#overflow === undefined) {
      const { name, labelNames } = this.spec
      this.#host.warn(
        `metric ${name} has ${this.#host.maxSeries} series, further label values are counted together as ${OVERFLOW}. A label with values without end (ids, paths) does not belong on a metric`,
      )
      this.#overflow = this.#add(labelNames.map(() => OVERFLOW))
    }
    return this.#overflow
  }
}
