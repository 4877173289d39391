import type { Tenant } from '@atalaya/model'
import { invalid } from './find.ts'

/**
 * What AWS wants of a dead-letter queue. There are none here: what is given up is at `/api/actions`.
 *
 * @throws {AwsError} ValidationException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function checkDeadLetters(config: { readonly Arn?: string | undefined } | undefined, { region }: Tenant): void {
  if (config?.Arn === undefined) return
  const [, queueRegion, name] = /^arn:aws[\w-]*:sqs:([a-z0-9-]+):\d{12}:([\w.-]{1,80})$/.exec(config.Arn) ?? []
  const reason =
    name === undefined
      ? 'Provided Arn is not in correct format'
      : name.endsWith('.fifo')
        ? 'FIFO queues are not supported'
        : queueRegion === region
          ? undefined
          : 'the queue must be in the same Region'
  if (reason !== undefined) throw invalid(`Parameter DeadLetterConfig is not valid. Reason: ${reason}.`)
}
