import type { InputOf } from '@atalaya/aws'
import type { LogGroup } from '../../catalog/log-group.ts'

type Entity = NonNullable<InputOf<'logs', 'PutLogEvents'>['entity']>

type EntityProblem = 'InvalidTypeValue' | 'InvalidKeyAttributes' | 'UnsupportedLogGroupType' | 'MissingRequiredFields'

const KEY_ATTRIBUTES: ReadonlySet<string> = new Set(['Type', 'ResourceType', 'Identifier', 'Name', 'Environment'])
const SERVICE_TYPES: ReadonlySet<string> = new Set(['Service', 'AWS::Service', 'RemoteService'])
const RESOURCE_TYPES: ReadonlySet<string> = new Set(['Resource', 'AWS::Resource'])

/**
 * Why an entity is refused, or undefined when it is fine. A refused entity never costs the events.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/adding-your-own-related-telemetry.html
 */
export function entityProblem(entity: Entity, group: LogGroup): EntityProblem | undefined {
  if (group.logClass !== 'STANDARD') return 'UnsupportedLogGroupType'
  const key = entity.keyAttributes ?? {}
  if (Object.keys(key).some((name) => !KEY_ATTRIBUTES.has(name))) return 'InvalidKeyAttributes'
  if (key.Type === undefined) return 'MissingRequiredFields'
  if (SERVICE_TYPES.has(key.Type)) return key.Name === undefined ? 'MissingRequiredFields' : undefined
  if (RESOURCE_TYPES.has(key.Type)) {
    return key.ResourceType === undefined || key.Identifier === undefined ? 'MissingRequiredFields' : undefined
  }
  return 'InvalidTypeValue'
}

/** The fields that Logs Insights shows of an entity. */
export function entityFields({ keyAttributes = {}, attributes = {} }: Entity): Readonly<Record<string, string>> {
  const named = (part: string, values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
    Object.entries(values).map(([name, value]) => [`@entity.${part}.${name}`, value])
  return Object.fromEntries([...named('KeyAttributes', keyAttributes), ...named('Attributes', attributes)])
}
