/* JSON of which nothing is known yet. */

export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One that has nothing for whatever is none. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {}
}

/** The objects of a list, or one by itself. */
export function objectsIn(value: unknown): readonly Json[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject)
}
