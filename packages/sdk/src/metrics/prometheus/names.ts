import type { Exposition } from './negotiate.ts'

/** A name Prometheus of any version takes: what it does not know becomes `_`. */
export function metricName(name: string): string {
  const known = name.replace(/[^a-zA-Z0-9_:]/g, '_')
  return /^[0-9]/.test(known) ? `_${known}` : known
}

/** `method="GET",status="200"`. Labels without a value are left out: to Prometheus both are the same. */
export function labelText(names: readonly string[], values: readonly string[]): string {
  const labels = new Map<string, string>()
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? ''
    if (value === '') continue
    const label = metricName(name).replaceAll(':', '_')
    const other = labels.get(label)
    // As OpenTelemetry joins attributes that become the same label.
    labels.set(label, other === undefined ? value : `${other};${value}`)
  }
  return [...labels].map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(',')
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

/** OpenMetrics escapes quotes in help, Prometheus text does not. */
export function escapeHelp(help: string, exposition: Exposition): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '')
  return exposition === 'openmetrics' ? escaped.replaceAll('"', '\\"') : escaped
}

/** A number as Go's ParseFloat reads it. */
export function sampleValue(value: number): string {
  if (value - value === 0) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

/** A bound as OpenMetrics wants it: Go's `%g`, and always with a point or an exponent. */
export function goNumber(value: number): string {
  if (value - value !== 0) return sampleValue(value)
  const exponent = Number(value.toExponential().split('e')[1])
  const text = exponent < -4 || exponent >= MAX_PLAIN_EXPONENT ? value.toExponential() : String(value)
  const padded = text.replace(/e([+-])(\d)$/, 'e$10$2')
  return /[.e]/.test(padded) ? padded : `${padded}.0`
}

/** The OpenMetrics examples write a million as `1e+06`. */
const MAX_PLAIN_EXPONENT = 6
