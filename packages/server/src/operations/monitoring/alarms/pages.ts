import { AwsError } from '@atalaya/aws'

/** The token that continues after `last`. */
export function tokenAfter(last: string): string {
  return Buffer.from(JSON.stringify(['a', last])).toString('base64url')
}

/** @throws {AwsError} when it is no token of ours */
export function lastOf(token: string): string {
  try {
    const [mark, last] = JSON.parse(Buffer.from(token, 'base64url').toString()) as readonly unknown[]
    if (mark === 'a' && typeof last === 'string') return last
  } catch {
    // Falls through: it is no token.
  }
  throw new AwsError('InvalidNextToken', 'The value of NextToken is invalid.')
}

export interface PageOf<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/** The items after the token, at most `limit`, of items in ascending order of key. */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  token: string | undefined,
  limit: number,
): PageOf<T> {
  const after = token === undefined ? undefined : lastOf(token)
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { items: page, next: rest.length > limit && last !== undefined ? tokenAfter(keyOf(last)) : undefined }
}
