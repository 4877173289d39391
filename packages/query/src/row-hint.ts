/**
 * A necessary condition on a message, cheap enough to run before the real test and simple enough for a store to push down:
 * a message that fails it cannot match. The same shape as the log store's `RowHint`.
 */
export type RowHint =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'lacks'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly RowHint[] }

/** Undefined everywhere below means "nothing is known": every message may match. */
export type MaybeHint = RowHint | undefined

/**
 * Half of a surrogate pair becomes U+FFFD on its way to a store, where a search for the half would then miss it.
 */
const LONE_SURROGATE = /\p{Surrogate}/u

export function contains(text: string): MaybeHint {
  return text === '' || LONE_SURROGATE.test(text) ? undefined : { kind: 'contains', text }
}

export function lacks(text: string): MaybeHint {
  return LONE_SURROGATE.test(text) ? undefined : { kind: 'lacks', text }
}

/** All that is known of the parts must hold. */
export function allOf(parts: readonly MaybeHint[]): MaybeHint {
  const known = parts.flatMap((part) => (part === undefined ? [] : part.kind === 'and' ? part.of : [part]))
  const of = known.filter((part, i) => known.findIndex((other) => sameText(part, other)) === i)
  return of.length < 2 ? of[0] : { kind: 'and', of }
}

/** One of the parts must hold, which says nothing as soon as one of them is unknown. */
export function anyOf(parts: readonly MaybeHint[]): MaybeHint {
  const of: RowHint[] = []
  for (const part of parts) {
    if (part === undefined) return undefined
    if (part.kind === 'or') of.push(...part.of)
    else of.push(part)
  }
  return of.length < 2 ? of[0] : { kind: 'or', of }
}

/** The hint as a function: false says that the message cannot match. */
export function compileHint(hint: RowHint): (message: string) => boolean {
  switch (hint.kind) {
    case 'contains': {
      const { text } = hint
      return (message) => message.includes(text)
    }
    case 'lacks': {
      const { text } = hint
      return (message) => !message.includes(text)
    }
    case 'and': {
      const parts = hint.of.map(compileHint)
      return (message) => {
        for (const part of parts) if (!part(message)) return false
        return true
      }
    }
    case 'or': {
      const parts = hint.of.map(compileHint)
      return (message) => {
        for (const part of parts) if (part(message)) return true
        return false
      }
    }
  }
}

function sameText(a: RowHint, b: RowHint): boolean {
  return a === b || ('text' in a && 'text' in b && a.kind === b.kind && a.text === b.text)
}
