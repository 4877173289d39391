/*
 * Statements of a bus's policy. They are kept and shown; nothing is decided by them, as accounts are not linked here.
 */
import { AwsError, type InputOf, type Operation, operation } from '@atalaya/aws'
import { DEFAULT_BUS, type EventBus } from '../../actions/events/rules.ts'
import type { EventsDeps } from './deps.ts'
import { invalid, noSuchBus, notFound } from './find.ts'

type Statement = Readonly<Record<string, unknown>>
type Permission = InputOf<'events', 'PutPermission'>

interface Policy {
  readonly Statement?: Statement | readonly Statement[]
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_POLICY_BYTES = 10_240

/**
 * Adds a statement, or replaces the one of the same id; with `Policy`, replaces all.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
 */
export const putPermission: Operation<EventsDeps> = operation(
  'events',
  'PutPermission',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const { EventBusName: name = DEFAULT_BUS, Policy: text } = input
    if (text !== undefined) checkPolicy(input, text)
    const bus = await eventRules.updateBus(tenant, name, (old) => {
      const statement = text === undefined ? statementOf(input, old) : undefined
      const others = statementsOf(old).filter(({ Sid }) => Sid !== input.StatementId)
      const policy = text ?? render([...others, ...(statement === undefined ? [] : [statement])])
      if (Buffer.byteLength(policy) > MAX_POLICY_BYTES) {
        throw new AwsError('PolicyLengthExceededException', 'The event bus policy is too long.')
      }
      return { ...old, policy }
    })
    if (bus === undefined) throw noSuchBus(name)
    return {}
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html */
export const removePermission: Operation<EventsDeps> = operation(
  'events',
  'RemovePermission',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const { EventBusName: name = DEFAULT_BUS, StatementId, RemoveAllPermissions: all = false } = input
    if (StatementId === undefined && !all) {
      throw invalid('Parameter StatementId must be specified unless RemoveAllPermissions is true.')
    }
    const bus = await eventRules.updateBus(tenant, name, (old) => {
      const { policy, ...rest } = old
      if (all) return rest
      if (policy === undefined) throw notFound('EventBus does not have a policy.')
      const statements = statementsOf(old)
      const left = statements.filter(({ Sid }) => Sid !== StatementId)
      if (left.length === statements.length) throw notFound('Statement with the provided id does not exist.')
      return left.length === 0 ? rest : { ...rest, policy: render(left) }
    })
    if (bus === undefined) throw noSuchBus(name)
    return {}
  },
)

function statementOf({ Action, Principal, StatementId, Condition }: Permission, { arn }: EventBus): Statement {
  for (const [name, value] of Object.entries({ Action, Principal, StatementId })) {
    if (value === undefined) throw invalid(`Parameter ${name} must be specified.`)
  }
  // The only condition that AWS takes here.
  if (Condition !== undefined && (Condition.Type !== 'StringEquals' || Condition.Key !== 'aws:PrincipalOrgID')) {
    throw invalid('Parameter Condition is not valid. Reason: it must be StringEquals of aws:PrincipalOrgID.')
  }
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: arn,
    ...(Condition === undefined ? {} : { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  }
}

function checkPolicy({ Action, Principal, StatementId, Condition }: Permission, text: string): void {
  if ([Action, Principal, StatementId, Condition].some((given) => given !== undefined)) {
    throw invalid('Parameter Policy must not be specified together with Action, Principal, StatementId or Condition.')
  }
  const statements = statementsIn(text)
  const isWhole = (statement: unknown): boolean =>
    typeof statement === 'object' && statement !== null && 'Effect' in statement && 'Action' in statement
  if (statements === undefined || statements.length === 0 || !statements.every(isWhole)) {
    throw invalid('Parameter Policy is not valid. Reason: it must be a policy in JSON with statements.')
  }
}

function statementsOf({ policy }: EventBus): readonly Statement[] {
  return policy === undefined ? [] : (statementsIn(policy) ?? [])
}

function statementsIn(text: string): readonly Statement[] | undefined {
  try {
    const policy = JSON.parse(text) as Policy | null
    const { Statement: found = [] } = policy ?? {}
    return Array.isArray(found) ? found : [found as Statement]
  } catch {
    return undefined
  }
}

function render(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}
