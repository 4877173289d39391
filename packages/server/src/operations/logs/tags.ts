import { AwsError } from '@atalaya/aws'
import type { LogGroup } from '../../catalog/log-group.ts'
import { invalidParameter } from './errors.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
const MAX_TAGS = 50

/** The prefix `aws:` belongs to AWS. */
export function requireTagKeys(keys: readonly string[]): void {
  const reserved = keys.find((key) => key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined) throw invalidParameter(`Tag keys must not start with 'aws:': '${reserved}'.`)
}

/** Adds tags and replaces those of the same key. */
export function withTags(group: LogGroup, tags: Readonly<Record<string, string>>): LogGroup {
  requireTagKeys(Object.keys(tags))
  const all = { ...group.tags, ...tags }
  if (Object.keys(all).length > MAX_TAGS) {
    throw new AwsError('TooManyTagsException', `A resource can have no more than ${MAX_TAGS} tags.`)
  }
  return { ...group, tags: all }
}

/** Keys that the group does not have are no error. */
export function withoutTags(group: LogGroup, keys: readonly string[]): LogGroup {
  const gone = new Set(keys)
  return { ...group, tags: Object.fromEntries(Object.entries(group.tags).filter(([key]) => !gone.has(key))) }
}
