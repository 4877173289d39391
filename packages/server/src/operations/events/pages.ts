import { invalid } from './find.ts'

const DEFAULT_LIMIT = 100

export interface ListInput {
  readonly Limit?: number | undefined
  readonly NextToken?: string | undefined
}

/** One page of items in order of name, and the token of the next. */
export function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  { Limit = DEFAULT_LIMIT, NextToken: token }: ListInput,
): { readonly shown: readonly T[]; readonly NextToken: string | undefined } {
  const after = readToken(token)
  const rest = after === undefined ? items : items.filter((item) => nameOf(item) > after)
  const shown = rest.slice(0, Limit)
  const last = shown.at(-1)
  const hasMore = rest.length > shown.length && last !== undefined
  return { shown: shown, NextToken: hasMore ? Buffer.from(nameOf(last)).toString('base64url') : undefined }
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const text = Buffer.from(token, 'base64url').toString()
  if (Buffer.from(text).toString('base64url') !== token) throw invalid('Parameter NextToken is not valid.')
  return text
}
