/** A family of the Prometheus text format with its samples. */
export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: (-?\d+))?$/
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"\s*(?:,|$)/y
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/**
 * Reads the Prometheus text format strictly.
 *
 * @throws {Error} with the line that breaks a rule: grammar, one HELP and TYPE per family before its samples, families in one
 * piece, no sample twice, histograms cumulative with `+Inf` equal to the count, counters that end in `_total` and are not
 * negative
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function exposition(text: string): readonly Family[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, { name: string; type: string; help: string; samples: Sample[] }>()
  const seen = new Set<string>()
  let current = ''
  const family = (name: string) => {
    if (!NAME.test(name)) throw new Error(`'${name}' is no name of a metric`)
    const found = families.get(name)
    if (found !== undefined && current !== name) throw new Error(`the family ${name} is in several pieces`)
    current = name
    if (found !== undefined) return found
    const made = { name, type: '', help: '', samples: [] }
    families.set(name, made)
    return made
  }
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue
    const meta = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line)
    if (meta !== null) {
      const [, kind, name = '', rest = ''] = meta
      const entry = family(name)
      if (entry.samples.length > 0) throw new Error(`${line}: comes after samples`)
      if (kind === 'TYPE') {
        if (entry.type !== '') throw new Error(`${line}: is a second type`)
        if (!TYPES.includes(rest)) throw new Error(`${line}: is no type`)
        entry.type = rest
      } else entry.help = rest
      continue
    }
    if (line.startsWith('#')) continue
    const [, name = '', labelText = '', valueText = ''] = SAMPLE.exec(line) ?? fail(`${line}: is no sample`)
    const sample = { name, labels: labels(labelText, line), value: value(valueText, line) }
    const key = `${name}${JSON.stringify([...sample.labels].sort())}`
    if (seen.has(key)) throw new Error(`${line}: is there twice`)
    seen.add(key)
    family(familyName(name, families)).samples.push(sample)
  }
  for (const entry of families.values()) checkFamily(entry)
  return [...families.values()]
}

function fail(message: string): never {
  throw new Error(message)
}

function labels(text: string, line: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const [, name = '', quoted = ''] = LABEL.exec(text) ?? fail(`${line}: bad labels`)
    if (found.has(name)) throw new Error(`${line}: label ${name} twice`)
    found.set(
      name,
      quoted.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char)),
    )
  }
  return found
}

function value(text: string, line: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  if (text === 'NaN') return Number.NaN
  const number = Number(text)
  return text === '' || Number.isNaN(number) ? fail(`${line}: bad value`) : number
}

function familyName(sample: string, families: ReadonlyMap<string, { readonly type: string }>): string {
  const base = sample.replace(/_(bucket|sum|count)$/, '')
  const type = families.get(base)?.type
  return type === 'histogram' || type === 'summary' ? base : sample
}

function checkFamily({ name, type, samples }: Family): void {
  for (const [label, owner] of Object.entries({ le: 'histogram', quantile: 'summary' })) {
    if (type === owner || !samples.some((sample) => sample.labels.has(label))) continue
    throw new Error(`the ${type} ${name} has the label ${label}, which only a ${owner} may have`)
  }
  if (type === 'counter') {
    if (!name.endsWith('_total')) throw new Error(`the counter ${name} does not end in _total`)
    if (samples.some((sample) => !(sample.value >= 0))) throw new Error(`the counter ${name} is negative`)
  }
  if (type !== 'histogram') return
  const series = new Map<string, Sample[]>()
  for (const sample of samples) {
    const rest = JSON.stringify([...sample.labels].filter(([label]) => label !== 'le').sort())
    series.set(rest, [...(series.get(rest) ?? []), sample])
  }
  for (const [which, members] of series) {
    const buckets = members
      .filter((sample) => sample.name === `${name}_bucket`)
      .map((sample) => ({ le: value(sample.labels.get('le') ?? '', `${name}${which}`), count: sample.value }))
      .sort((a, b) => a.le - b.le)
    const count = members.find((sample) => sample.name === `${name}_count`)?.value
    if (!members.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}${which} has no sum`)
    if (buckets.at(-1)?.le !== Number.POSITIVE_INFINITY) throw new Error(`${name}${which} has no +Inf bucket`)
    if (buckets.at(-1)?.count !== count) throw new Error(`${name}${which}: +Inf is not the count`)
    if (buckets.some((bucket, index) => bucket.count < (buckets[index - 1]?.count ?? 0))) {
      throw new Error(`${name}${which} is not cumulative`)
    }
  }
}
