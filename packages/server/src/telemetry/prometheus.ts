/**
 * The little of Prometheus' client model that the server needs to describe itself: counters and histograms with labels, and
 * values that are asked for when somebody looks.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/ text format 0.0.4
 */

export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Something that prints one metric family. */
export interface Family {
  render(): string
}

/** Values of the labels of one sample, in the order in which the family names them. */
type LabelValues = readonly string[]

/** A number that only grows. Its name ends in `_total`. */
export class Counter implements Family {
  readonly #name: string
  readonly #help: string
  readonly #labels: readonly string[]
  readonly #samples = new Map<string, { readonly labels: string; value: number }>()

  constructor(name: string, help: string, labels: readonly string[] = []) {
    this.#name = name
    this.#help = help
    this.#labels = labels
    if (labels.length === 0) this.add(0)
  }

  add(amount: number, ...values: LabelValues): void {
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\u0000')
    const sample = this.#samples.get(key)
    if (sample !== undefined) sample.value += amount
    else this.#samples.set(key, { labels: labelText(this.#labels, values), value: amount })
  }

  render(): string {
    let text = head(this.#name, this.#help, 'counter')
    for (const { labels, value } of this.#samples.values()) text += sampleLine(this.#name, labels, value)
    return text
  }
}

/** How often values fell below each of some bounds. Its name ends in its base unit. */
export class Histogram implements Family {
  readonly #name: string
  readonly #help: string
  readonly #bounds: readonly number[]
  readonly #labels: readonly string[]
  readonly #samples = new Map<string, HistogramSample>()

  /** @param bounds upper bounds, ascending and inclusive */
  constructor(name: string, help: string, bounds: readonly number[], labels: readonly string[] = []) {
    this.#name = name
    this.#help = help
    this.#bounds = bounds
    this.#labels = labels
    if (labels.length === 0) this.#sample([])
  }

  observe(value: number, ...values: LabelValues): void {
    const sample = this.#sample(values)
    const bounds = this.#bounds
    let index = 0
    while (index < bounds.length && value > (bounds[index] ?? 0)) index += 1
    sample.buckets[index] = (sample.buckets[index] ?? 0) + 1
    sample.sum += value
  }

  render(): string {
    let text = head(this.#name, this.#help, 'histogram')
    for (const { values, buckets, sum } of this.#samples.values()) {
      let count = 0
      for (const [index, bound] of [...this.#bounds, Number.POSITIVE_INFINITY].entries()) {
        count += buckets[index] ?? 0
        const labels = labelText(
          [...this.#labels, 'le'],
          [...values, bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound)],
        )
        text += sampleLine(`${this.#name}_bucket`, labels, count)
      }
      const labels = labelText(this.#labels, values)
      text += sampleLine(`${this.#name}_sum`, labels, sum) + sampleLine(`${this.#name}_count`, labels, count)
    }
    return text
  }

  #sample(values: LabelValues): HistogramSample {
    const key = values.join('\u0000')
    let sample = this.#samples.get(key)
    if (sample === undefined) {
      sample = { values: [...values], buckets: new Array<number>(this.#bounds.length + 1).fill(0), sum: 0 }
      this.#samples.set(key, sample)
    }
    return sample
  }
}

interface HistogramSample {
  readonly values: LabelValues
  readonly buckets: number[]
  sum: number
}

/** A family whose samples are read when it is rendered: label values and value. */
export function observed(
  type: 'counter' | 'gauge' | 'summary',
  name: string,
  help: string,
  read: () => number | readonly (readonly [LabelValues, number])[],
  labels: readonly string[] = [],
): Family {
  return {
    render: () => {
      const value = read()
      const samples: readonly (readonly [LabelValues, number])[] = typeof value === 'number' ? [[[], value]] : value
      return (
        head(name, help, type) +
        samples.map(([values, sample]) => sampleLine(name, labelText(labels, values), sample)).join('')
      )
    },
  }
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`
}

function sampleLine(name: string, labels: string, value: number): string {
  return `${name}${labels} ${numberText(value)}\n`
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

function labelText(names: readonly string[], values: LabelValues): string {
  if (names.length === 0) return ''
  const pairs = names.map((name, index) => `${name}="${escapeValue(values[index] ?? '')}"`)
  return `{${pairs.join(',')}}`
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
