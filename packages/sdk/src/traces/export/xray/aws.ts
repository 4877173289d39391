import type { Attributes, AttributeValue } from '@opentelemetry/api'
import { type Bag, type Fields, filled, first, text } from './read.ts'

const ORIGINS: Readonly<Record<string, string>> = {
  aws_app_runner: 'AWS::AppRunner::Service',
  aws_eks: 'AWS::EKS::Container',
  aws_elastic_beanstalk: 'AWS::ElasticBeanstalk::Environment',
  aws_ec2: 'AWS::EC2::Instance',
}

/** What kind of place the service runs on. Lambda writes the segment of a function itself, so it is none of ours. */
export function originOf(resource: Attributes): string | undefined {
  if (!mayBeAws(resource)) return undefined
  const platform = text(resource['cloud.platform']) ?? ''
  if (platform !== 'aws_ecs') return ORIGINS[platform]
  const launch = text(resource['aws.ecs.launchtype'])?.toLowerCase()
  return launch === 'ec2' ? 'AWS::ECS::EC2' : launch === 'fargate' ? 'AWS::ECS::Fargate' : 'AWS::ECS::Container'
}

function mayBeAws(resource: Attributes): boolean {
  return (text(resource['cloud.provider']) ?? 'aws') === 'aws'
}

export function awsOf({ attributes, resource }: Bag, isSegment: boolean): Fields | undefined {
  if (!mayBeAws(resource)) return undefined
  const tables = texts(attributes['aws.dynamodb.table_names'])
  return filled({
    account_id: text(resource['cloud.account.id']) ?? text(attributes['aws.account_id']),
    ...(isSegment ? placeOf(resource) : {}),
    operation:
      text(attributes['aws.operation']) ??
      (attributes['rpc.system'] === 'aws-api' ? text(attributes['rpc.method']) : undefined),
    region: text(attributes['aws.region']),
    request_id: first(attributes, 'aws.request_id', 'aws.requestId'),
    queue_url: first(attributes, 'aws.queue_url', 'aws.queue.url', 'messaging.url'),
    table_name: first(attributes, 'aws.table_name', 'aws.table.name') ?? (tables.length === 1 ? tables[0] : undefined),
    table_names: tables.length > 1 ? tables : undefined,
  })
}

function placeOf(resource: Attributes): Fields {
  const platform = text(resource['cloud.platform'])
  const host = text(resource['host.id'])
  const sdk = text(resource['telemetry.sdk.name'])
  const cluster = text(resource['k8s.cluster.name'])
  return {
    ec2:
      platform === 'aws_ec2' || host !== undefined
        ? filled({
            instance_id: host,
            instance_size: text(resource['host.type']),
            ami_id: text(resource['host.image.id']),
            availability_zone: text(resource['cloud.availability_zone']),
          })
        : undefined,
    ecs:
      platform === 'aws_ecs'
        ? filled({
            container: text(resource['container.name']),
            container_id: text(resource['container.id']),
            container_arn: text(resource['aws.ecs.container.arn']),
          })
        : undefined,
    eks:
      platform === 'aws_eks' || cluster !== undefined
        ? filled({
            cluster_name: cluster,
            pod: text(resource['k8s.pod.name']),
            container_id: text(resource['container.id']),
          })
        : undefined,
    cloudwatch_logs: logGroupsOf(resource),
    xray:
      sdk === undefined
        ? undefined
        : filled({
            sdk: `${sdk} for ${text(resource['telemetry.sdk.language']) ?? 'nodejs'}`,
            sdk_version: text(resource['telemetry.sdk.version']),
          }),
  }
}

function logGroupsOf(resource: Attributes): readonly Fields[] {
  const arns = texts(resource['aws.log.group.arns'])
  if (arns.length > 0) return arns.map((arn) => ({ arn, log_group: arn.split(':')[6] ?? '' }))
  return texts(resource['aws.log.group.names']).map((group) => ({ log_group: group }))
}

/** A list, or texts joined by `&`. */
function texts(value: AttributeValue | undefined): readonly string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' && value !== '' ? value.split('&') : []
}
