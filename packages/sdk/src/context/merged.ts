type Fields<V> = Readonly<Record<string, V>>

/**
 * `{ ...base, ...fields }`, also of fields that cannot be read, such as an entity whose getters throw: what is said about the work must
 * not end it.
 */
export function merged<V>(base: Fields<V>, fields: Fields<V> | undefined): Fields<V | string> {
  try {
    return { ...base, ...fields }
  } catch {
    return { ...base, ...readable(fields ?? {}) }
  }
}

function readable<V>(fields: Fields<V>): Fields<V | string> {
  const copy: Record<string, V | string> = {}
  for (const name of names(fields)) {
    try {
      copy[name] = fields[name]!
    } catch {
      copy[name] = '[not readable]'
    }
  }
  return copy
}

function names(fields: object): readonly string[] {
  try {
    return Object.keys(fields)
  } catch {
    return []
  }
}
