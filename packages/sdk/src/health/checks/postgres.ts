import { type CheckOptions, defineCheck, type HealthCheck } from '../check.ts'

/** As much of a pool (or client) of `pg` as is needed. */
export interface PostgresPool {
  query(text: string): Promise<unknown>
  readonly totalCount?: number | undefined
  readonly idleCount?: number | undefined
  readonly waitingCount?: number | undefined
}

/** Whether PostgreSQL answers `SELECT 1` through this pool, with the state of the pool. Critical unless told otherwise. */
export function postgresCheck(pool: PostgresPool, options: CheckOptions = {}): HealthCheck {
  return defineCheck({ name: 'postgres', critical: true }, options, async () => {
    await pool.query('SELECT 1')
    return { status: 'healthy', facts: poolFacts(pool) }
  })
}

function poolFacts({ totalCount, idleCount, waitingCount }: PostgresPool): Readonly<Record<string, number>> {
  return {
    ...(totalCount === undefined ? {} : { connections: totalCount }),
    ...(idleCount === undefined ? {} : { idle: idleCount }),
    ...(waitingCount === undefined ? {} : { waiting: waitingCount }),
  }
}
