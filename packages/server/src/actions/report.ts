import type { Cause, Job } from './outbox/delivery.ts'
import type { DeliveryReport, Outbox } from './outbox/outbox.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1_000
const STATUSES = ['pending', 'running', 'delivered', 'dead'] as const

/**
 * The body of `GET /api/actions`: counts of all, and deliveries newest first. Bodies of messages are not shown.
 *
 * @param accountId whose deliveries are shown; undefined: everybody's
 */
export function actionsReport(outbox: Outbox, query: string, accountId?: string): unknown {
  const parameters = new URLSearchParams(query)
  const wanted = STATUSES.find((status) => status === parameters.get('status'))
  const asked = Number(parameters.get('limit') ?? DEFAULT_LIMIT)
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_LIMIT) : DEFAULT_LIMIT
  const isWhole = wanted === undefined && accountId === undefined
  const reports = outbox.report(isWhole ? limit : Number.POSITIVE_INFINITY)
  const shown = reports.filter(({ status, delivery }) => {
    if (accountId !== undefined && delivery.tenant.accountId !== accountId) return false
    return wanted === undefined || status === wanted
  })
  return { counts: outbox.counts, deliveries: shown.slice(0, limit).map(toItem) }
}

function toItem({ delivery, status, finishedMs }: DeliveryReport): unknown {
  const { id, tenant, target, cause, job, createdMs, attempts, nextAttemptMs, error } = delivery
  return {
    id,
    status,
    accountId: tenant.accountId,
    region: tenant.region,
    ...describe(job),
    target,
    cause: describeCause(cause),
    createdAt: isoTime(createdMs),
    failedAttempts: attempts,
    ...(status === 'pending' && attempts > 0 ? { nextAttemptAt: isoTime(nextAttemptMs) } : {}),
    ...(finishedMs === undefined ? {} : { finishedAt: isoTime(finishedMs) }),
    ...(error === undefined ? {} : { lastError: error }),
  }
}

function describe(job: Job): Readonly<Record<string, string | undefined>> {
  switch (job.type) {
    case 'notification':
      return { type: job.type, subscriptionArn: job.subscriptionArn, subject: job.message.subject }
    case 'confirmation':
      return { type: job.type, subscriptionArn: job.subscriptionArn }
    case 'sms':
      return { type: job.type, phoneNumber: job.phoneNumber }
    case 'log':
      return { type: job.type, logGroup: job.groupName }
    case 'automation':
      return { type: job.type, name: job.name }
    case 'api':
      return { type: job.type, apiDestinationArn: job.destinationArn }
    case 'authorization':
      return { type: job.type, connectionArn: job.connectionArn }
  }
}

function describeCause(cause: Cause): unknown {
  if (cause.kind !== 'alarm') return cause
  const { kind, alarmArn, action } = cause
  return { kind, alarmArn, action }
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
