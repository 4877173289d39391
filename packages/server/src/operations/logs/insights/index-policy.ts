import { type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { LogGroup } from '../../../catalog/log-group.ts'
import { DEFAULT_INDEXES, type IndexPolicy } from '../../../insights/index-policies.ts'
import { groupArn } from '../arns.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter } from '../errors.ts'
import { findIdentifiedGroup, requireStandardClass } from '../find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs-Field-Indexing.html */
const MAX_FIELDS = 20
const MAX_FIELD_CHARS = 100

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutIndexPolicy.html */
export const putIndexPolicy: Operation<LogsDeps> = operation(
  'logs',
  'PutIndexPolicy',
  async ({ logGroupIdentifier, policyDocument }, { catalog, insights }: LogsDeps, call) => {
    const group = findIdentifiedGroup(catalog, call, logGroupIdentifier)
    requireStandardClass(group)
    const policy = await insights.indexPolicies.put(group, policyDocument, readFields(policyDocument))
    return { indexPolicy: describe(group, policy) }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeIndexPolicies.html */
export const describeIndexPolicies: Operation<LogsDeps> = operation(
  'logs',
  'DescribeIndexPolicies',
  async ({ logGroupIdentifiers }, { catalog, insights }: LogsDeps, call) => ({
    indexPolicies: logGroupIdentifiers.flatMap((identifier) => {
      const group = findIdentifiedGroup(catalog, call, identifier)
      const policy = insights.indexPolicies.get(group)
      return policy === undefined ? [] : [describe(group, policy)]
    }),
  }),
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteIndexPolicy.html */
export const deleteIndexPolicy: Operation<LogsDeps> = operation(
  'logs',
  'DeleteIndexPolicy',
  async ({ logGroupIdentifier }, { catalog, insights }: LogsDeps, call) => {
    await insights.indexPolicies.delete(findIdentifiedGroup(catalog, call, logGroupIdentifier))
    return {}
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeFieldIndexes.html */
export const describeFieldIndexes: Operation<LogsDeps> = operation(
  'logs',
  'DescribeFieldIndexes',
  async ({ logGroupIdentifiers, indexCategories }, { catalog, insights }: LogsDeps, call) => {
    const wanted = (category: 'DEFAULT' | 'CUSTOM'): boolean => indexCategories?.includes(category) ?? true
    return {
      fieldIndexes: logGroupIdentifiers.flatMap((identifier) => {
        const group = findIdentifiedGroup(catalog, call, identifier)
        const policy = insights.indexPolicies.get(group)
        const own = policy?.fields ?? []
        const types = typesOf(policy?.document ?? '')
        const index = (fieldIndexName: string, indexCategory: 'DEFAULT' | 'CUSTOM') => ({
          logGroupIdentifier: groupArn(group.tenant, group.name),
          fieldIndexName,
          indexCategory,
          type: types.get(fieldIndexName) ?? ('FIELD_INDEX' as const),
        })
        return [
          ...(wanted('CUSTOM') ? own.map((field) => index(field, 'CUSTOM')) : []),
          ...(wanted('DEFAULT') ? DEFAULT_INDEXES.map((field) => index(field, 'DEFAULT')) : []),
        ]
      }),
    }
  },
)

type Description = NonNullable<OutputOf<'logs', 'DescribeIndexPolicies'>['indexPolicies']>[number]

function describe({ tenant, name }: LogGroup, { document, updatedMs }: IndexPolicy): Description {
  return {
    logGroupIdentifier: groupArn(tenant, name),
    lastUpdateTime: updatedMs,
    policyDocument: document,
    source: 'LOG_GROUP',
  }
}

/** `{"Fields": ["requestId"]}`, or in its longer form `{"FieldsV2": {"requestId": {"type": "FIELD_INDEX"}}}`. */
function readFields(document: string): readonly string[] {
  const problem = 'The policy document must be JSON such as {"Fields": ["requestId"]}.'
  const body = parseObject(document)
  if (body === undefined) throw invalidParameter(problem)
  const { Fields: list = [], FieldsV2: map = {} } = body as { Fields?: unknown; FieldsV2?: unknown }
  if (!Array.isArray(list) || typeof map !== 'object' || map === null) throw invalidParameter(problem)
  const unknown = [...typesOf(document).values()].find((type) => !INDEX_TYPES.has(type))
  if (unknown !== undefined) throw invalidParameter(`A field index is a FIELD_INDEX or a FACET, got ${unknown}.`)
  const fields = [...new Set([...list, ...Object.keys(map)])]
  if (fields.length === 0 || fields.length > MAX_FIELDS) {
    throw invalidParameter(`An index policy names 1 to ${MAX_FIELDS} fields, got ${fields.length}.`)
  }
  for (const field of fields) {
    if (typeof field !== 'string' || field === '' || field.length > MAX_FIELD_CHARS) {
      throw invalidParameter(
        `A field of an index policy is a name of 1 to ${MAX_FIELD_CHARS} characters, got ${JSON.stringify(field)}.`,
      )
    }
  }
  return fields as string[]
}

type IndexType = 'FIELD_INDEX' | 'FACET'

const INDEX_TYPES: ReadonlySet<string> = new Set<IndexType>(['FIELD_INDEX', 'FACET'])

/** What the longer form says of its fields. Both kinds are the same here: every field is fast to find and to count. */
function typesOf(document: string): ReadonlyMap<string, IndexType> {
  const { FieldsV2: map = {} } = (parseObject(document) ?? {}) as {
    FieldsV2?: Readonly<Record<string, { readonly type?: IndexType } | null>>
  }
  return new Map(
    Object.entries(map).flatMap(([name, field]) => (field?.type === undefined ? [] : [[name, field.type]])),
  )
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
