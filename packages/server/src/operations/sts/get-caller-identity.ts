import { type Operation, operation } from '@atalaya/aws'

/**
 * Who asks. Callers are not kept apart yet, so every access key is its account's root user, whose user id is the account id.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const getCallerIdentity: Operation<unknown> = operation(
  'sts',
  'GetCallerIdentity',
  async (_input, _deps: unknown, { tenant }) => ({
    UserId: tenant.accountId,
    Account: tenant.accountId,
    Arn: `arn:aws:iam::${tenant.accountId}:root`,
  }),
)
