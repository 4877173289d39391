import { invalidToken } from './errors.ts'

/*
 * Tokens of the operations that list things by name: base64url of the operation's name and the last name returned. The next
 * page starts after it, whatever was created or deleted in between.
 */

const SEPARATOR = '\n'

export function pageToken(operation: string, last: string): string {
  return Buffer.from(operation + SEPARATOR + last, 'utf8').toString('base64url')
}

/**
 * What the page must start after; undefined without a token.
 *
 * @throws {AwsError} InvalidParameterException for a token of another operation or of nobody
 */
export function readPageToken(operation: string, token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const text = Buffer.from(token, 'base64url').toString('utf8')
  const last = text.slice(operation.length + SEPARATOR.length)
  // Only what encodes back to the token is ours: decoding passes over what is not base64.
  if (pageToken(operation, last) !== token) throw invalidToken()
  return last
}
