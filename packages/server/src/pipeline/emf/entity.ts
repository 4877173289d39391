import type { JsonObject } from '@atalaya/query'

/** What an event is about, in the words of PutLogEvents' `entity`. */
export interface EmfEntity {
  readonly keyAttributes: Readonly<Record<string, string>>
  readonly attributes: Readonly<Record<string, string>>
}

interface Platform {
  /** The member whose presence tells the platform. */
  readonly sign: string
  readonly type: string
  readonly details: readonly string[]
}

const KUBERNETES_DETAILS = ['K8s.Namespace', 'K8s.Workload', 'K8s.Node', 'K8s.Pod']
const EC2_DETAILS = ['EC2.InstanceId', 'EC2.AutoScalingGroup']

/** From the most telling to the least: a pod runs on an instance, which has a host name. */
const PLATFORMS: readonly Platform[] = [
  { sign: 'EKS.Cluster', type: 'AWS::EKS', details: [...KUBERNETES_DETAILS, ...EC2_DETAILS] },
  { sign: 'K8s.Cluster', type: 'K8s', details: [...KUBERNETES_DETAILS, ...EC2_DETAILS] },
  { sign: 'ECS.Cluster', type: 'AWS::ECS', details: ['ECS.Service', 'ECS.Task', ...EC2_DETAILS] },
  { sign: 'Lambda.Function', type: 'AWS::Lambda', details: [] },
  { sign: 'EC2.InstanceId', type: 'AWS::EC2', details: EC2_DETAILS },
  { sign: 'Host', type: 'Generic', details: [] },
]

/**
 * The entity that an EMF document names, for requests that carry none: a service (`Service` and `Environment`) or a resource
 * (`ResourceType` and `Identifier`). Undefined without either pair.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function readEmfEntity(root: JsonObject): EmfEntity | undefined {
  const keyAttributes = readKeyAttributes(root)
  return keyAttributes === undefined ? undefined : { keyAttributes, attributes: readPlatform(root) }
}

function readKeyAttributes(root: JsonObject): Readonly<Record<string, string>> | undefined {
  const name = textOf(root, 'Service')
  const environment = textOf(root, 'Environment')
  if (name !== undefined && environment !== undefined) return { Type: 'Service', Name: name, Environment: environment }
  const resourceType = textOf(root, 'ResourceType')
  const identifier = textOf(root, 'Identifier')
  if (resourceType === undefined || identifier === undefined) return undefined
  return { Type: 'Resource', ResourceType: resourceType, Identifier: identifier }
}

function readPlatform(root: JsonObject): Readonly<Record<string, string>> {
  const platform = PLATFORMS.find(({ sign }) => textOf(root, sign) !== undefined)
  if (platform === undefined) return {}
  const attributes: Record<string, string> = { PlatformType: platform.type }
  for (const name of [platform.sign, ...platform.details]) {
    const value = textOf(root, name)
    if (value !== undefined) attributes[name] = value
  }
  return attributes
}

function textOf(root: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(root, name) ? root[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
