import { CheckFailed, type CheckOptions, defineCheck, type HealthCheck } from '../check.ts'

/** As much of a client of `ioredis` or `redis` as is needed. */
export interface RedisClient {
  ping(): Promise<string>
  /** Of ioredis. */
  readonly status?: string | undefined
  /** Of node-redis. */
  readonly isOpen?: boolean | undefined
}

/** Whether Redis answers PING through this client. Critical unless told otherwise. */
export function redisCheck(client: RedisClient, options: CheckOptions = {}): HealthCheck {
  return defineCheck({ name: 'redis', critical: true }, options, async () => {
    // A client that has lost its connection would keep the PING until it has another: that is no answer.
    if (LOST.has(client.status ?? '') || client.isOpen === false) throw new CheckFailed('not connected')
    const answer = await client.ping()
    return answer === 'PONG' ? { status: 'healthy' } : { status: 'unhealthy', reason: 'PING was not answered by PONG' }
  })
}

const LOST: ReadonlySet<string> = new Set(['reconnecting', 'close', 'end'])
