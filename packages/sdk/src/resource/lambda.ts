import type { Finding } from './resource.ts'

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export function ofLambda(env: Readonly<Record<string, string | undefined>>): Finding | undefined {
  const name = env.AWS_LAMBDA_FUNCTION_NAME
  if (!name) return undefined
  const region = env.AWS_REGION
  return {
    platform: 'aws_lambda',
    instanceId: env.AWS_LAMBDA_LOG_STREAM_NAME,
    attributes: {
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'cloud.region': region,
      'faas.name': name,
      'faas.version': env.AWS_LAMBDA_FUNCTION_VERSION,
      'faas.instance': env.AWS_LAMBDA_LOG_STREAM_NAME,
      'faas.max_memory': bytes(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE),
      'aws.log.group.names': env.AWS_LAMBDA_LOG_GROUP_NAME,
      'aws.log.stream.names': env.AWS_LAMBDA_LOG_STREAM_NAME,
    },
  }
}

function bytes(megabytes: string | undefined): string | undefined {
  const value = Number(megabytes)
  return value > 0 ? String(value * 1_048_576) : undefined
}
