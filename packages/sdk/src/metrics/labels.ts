/** Numbers and booleans are kept as their text. */
export type LabelValue = string | number | boolean

export type Labels<Name extends string = string> = Readonly<Record<Name, LabelValue>>

/** One value for each label name, in the order of the names. */
export type LabelValues<Names extends readonly string[]> = { readonly [Index in keyof Names]: LabelValue }

/** What stands in place of label values once a metric has as many series as it may have. */
export const OVERFLOW = '__overflow__'

/** Longer label values are cut: CloudWatch takes no more, and a hostile value must not fill the memory. */
export const MAX_LABEL_CHARS = 1_024

export function labelText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : plain(value)
  return text.length > MAX_LABEL_CHARS ? text.slice(0, MAX_LABEL_CHARS) : text
}

function plain(value: unknown): string {
  try {
    return String(value)
  } catch {
    return ''
  }
}
