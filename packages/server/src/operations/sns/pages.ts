import { invalidParameter } from './errors.ts'

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const PAGE_SIZE = 100

/** One page of a list in order of key, and the token of the next. The list holds one more than a page where there is more. */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): { readonly shown: readonly T[]; readonly token?: string } {
  if (items.length <= PAGE_SIZE) return { shown: items }
  const shown = items.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  return { shown, ...(last === undefined ? {} : { token: Buffer.from(keyOf(last)).toString('base64url') }) }
}

/** The key to go on after; undefined without a token. */
export function readToken(token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined
  const text = Buffer.from(token, 'base64url').toString()
  if (Buffer.from(text).toString('base64url') !== token) throw invalidParameter('NextToken')
  return text
}
