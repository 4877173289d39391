import { type MetricIdentity, unreachable } from '@atalaya/model'
import type { MetricSearch, SearchCondition } from './parse.ts'
import { containsTokens, tokenize } from './tokens.ts'

/**
 * Metrics prepared for searching.
 *
 * A schema leads straight to its metrics, and of those an exact property (`MetricName="Errors"`) to the ones that have it; the rest
 * of the condition is tried on what remains. All tables are made when first needed.
 */
export class MetricSearchIndex<T extends MetricIdentity> {
  readonly #metrics: readonly T[]
  readonly #accountId: string
  readonly #tokens = new Map<string, readonly string[]>()
  readonly #byValue = new Map<readonly T[], Map<string, ReadonlyMap<string, readonly T[]>>>()
  #bySchema: ReadonlyMap<string, readonly T[]> | undefined
  #byNamespace: ReadonlyMap<string, readonly T[]> | undefined

  /** @param accountId whose metrics these are, for `:aws.AccountId` */
  constructor(metrics: readonly T[], accountId: string) {
    this.#metrics = metrics
    this.#accountId = accountId
  }

  /** Metrics that the search finds, in the order of the index. */
  find({ schema, condition }: MetricSearch): readonly T[] {
    const inSchema = schema === undefined ? this.#metrics : this.#inSchema(schema.namespace, schema.dimensions)
    if (condition === undefined) return inSchema
    const test = this.#test(condition)
    return this.#narrow(inSchema, condition).filter(test)
  }

  #inSchema(namespace: string, dimensions: readonly string[] | undefined): readonly T[] {
    if (dimensions === undefined) {
      this.#byNamespace ??= groupBy(this.#metrics, (metric) => metric.namespace)
      return this.#byNamespace.get(namespace) ?? []
    }
    this.#bySchema ??= groupBy(this.#metrics, (metric) =>
      schemaKey(
        metric.namespace,
        metric.dimensions.map(({ name }) => name),
      ),
    )
    return this.#bySchema.get(schemaKey(namespace, dimensions)) ?? []
  }

  /** Fewer metrics, none of which the condition could find is lost. */
  #narrow(metrics: readonly T[], condition: SearchCondition): readonly T[] {
    const needed = condition.kind === 'and' ? condition.parts : [condition]
    let fewest = metrics
    for (const part of needed) {
      if (part.kind !== 'term' || !part.exact || part.property === undefined) continue
      const found = this.#withValue(metrics, part.property).get(part.value) ?? []
      if (found.length < fewest.length) fewest = found
    }
    return fewest
  }

  #withValue(metrics: readonly T[], property: string): ReadonlyMap<string, readonly T[]> {
    let byProperty = this.#byValue.get(metrics)
    if (byProperty === undefined) {
      byProperty = new Map()
      this.#byValue.set(metrics, byProperty)
    }
    let byValue = byProperty.get(property)
    if (byValue === undefined) {
      byValue = groupBy(metrics, (metric) => this.#property(metric, property))
      byProperty.set(property, byValue)
    }
    return byValue
  }

  #test(condition: SearchCondition): (metric: T) => boolean {
    switch (condition.kind) {
      case 'and': {
        const tests = condition.parts.map((part) => this.#test(part))
        return (metric) => tests.every((test) => test(metric))
      }
      case 'or': {
        const tests = condition.parts.map((part) => this.#test(part))
        return (metric) => tests.some((test) => test(metric))
      }
      case 'not': {
        const test = this.#test(condition.part)
        return (metric) => !test(metric)
      }
      case 'term': {
        const { property, value, exact } = condition
        const matches = exact ? (text: string) => text === value : this.#partial(value)
        if (property === undefined) return (metric) => textsOf(metric, matches)
        return (metric) => {
          const text = this.#property(metric, property)
          return text !== undefined && matches(text)
        }
      }
      default:
        return unreachable(condition)
    }
  }

  #partial(value: string): (text: string) => boolean {
    const wanted = tokenize(value)
    return (text) => {
      let tokens = this.#tokens.get(text)
      if (tokens === undefined) {
        tokens = tokenize(text)
        this.#tokens.set(text, tokens)
      }
      return containsTokens(tokens, wanted)
    }
  }

  #property(metric: MetricIdentity, property: string): string | undefined {
    switch (property) {
      case 'MetricName':
        return metric.name
      case 'Namespace':
        return metric.namespace
      case ':aws.AccountId':
        return this.#accountId
      default:
        return metric.dimensions.find(({ name }) => name === property)?.value
    }
  }
}

/** Whether any text of the metric matches: its name, its namespace, names and values of its dimensions. */
function textsOf({ name, namespace, dimensions }: MetricIdentity, matches: (text: string) => boolean): boolean {
  if (matches(name) || matches(namespace)) return true
  return dimensions.some((dimension) => matches(dimension.name) || matches(dimension.value))
}

function schemaKey(namespace: string, dimensions: readonly string[]): string {
  return [namespace, ...[...dimensions].sort()].join('\0')
}

/** Metrics without a key are in no group. */
function groupBy<T>(metrics: readonly T[], key: (metric: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const metric of metrics) {
    const own = key(metric)
    if (own === undefined) continue
    const group = groups.get(own)
    if (group === undefined) groups.set(own, [metric])
    else group.push(metric)
  }
  return groups
}
