/** The keys that say which entity metric data are about. */
const KEY_ATTRIBUTES: ReadonlySet<string> = new Set(['Type', 'ResourceType', 'Identifier', 'Name', 'Environment'])
const TYPES: ReadonlySet<string> = new Set(['Service', 'RemoteService', 'AWS::Service', 'Resource', 'AWS::Resource'])

export interface WireEntity {
  readonly KeyAttributes?: Readonly<Record<string, string>> | undefined
  readonly Attributes?: Readonly<Record<string, string>> | undefined
}

/**
 * What is wrong with an entity, by the names CloudWatch has for it, or undefined.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html
 */
export function entityProblem(entity: WireEntity | undefined): string | undefined {
  const key = entity?.KeyAttributes
  if (entity === undefined || key === undefined || key.Type === undefined) return 'MissingRequiredFields'
  const names = Object.keys(key)
  if (names.some((name) => !KEY_ATTRIBUTES.has(name))) {
    return 'InvalidKeyAttributes'
  }
  if (!TYPES.has(key.Type)) return 'InvalidTypeValue'
  return undefined
}
