import { AwsError } from '@atalaya/aws'
import { invalidParameter } from './errors.ts'

/** What has tags: log groups, scheduled queries and lookup tables. */
export interface Tagged {
  readonly tags: Readonly<Record<string, string>>
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
const MAX_TAGS = 50

/** The prefix `aws:` belongs to AWS. */
export function requireTagKeys(keys: readonly string[]): void {
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined) throw invalidParameter(`Tag keys must not start with 'aws:': '${reserved}'.`)
}

/** Adds tags and replaces those of the same key. */
export function withTags<T extends Tagged>(tagged: T, tags: Readonly<Record<string, string>>): T {
  requireTagKeys(Object.keys(tags))
  const all = { ...tagged.tags, ...tags }
  if (Object.keys(all).length > MAX_TAGS) {
    throw new AwsError('TooManyTagsException', `A resource can have no more than ${MAX_TAGS} tags.`)
  }
  return { ...tagged, tags: all }
}

/** Keys that are not there are no error. */
export function withoutTags<T extends Tagged>(tagged: T, keys: readonly string[]): T {
  const gone = new Set(keys)
  return { ...tagged, tags: Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !gone.has(key))) }
}
