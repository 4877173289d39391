import { alike, decorateMethod } from '../decorators/method-decorator.ts'
import { type CircuitBreakerOptions, circuitBreaker } from './circuit-breaker.ts'
import type { Policy } from './policy.ts'
import { type RetryOptions, retry } from './retry.ts'
import { type TimeoutOptions, timeout } from './timeout.ts'

type Method<R = unknown> = (this: unknown, ...parameters: never[]) => Promise<R>

/** Fits classes with standard decorators and with those of `experimentalDecorators`, which NestJS uses. */
export interface PolicyDecorator {
  <T extends Method>(method: T, context: ClassMethodDecoratorContext): T
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void
}

/**
 * Runs every call of a method or function under a policy: as decorator `@withPolicy(payments)`, as function
 * `const pay = withPolicy(payments, sendPayment)`.
 *
 * One policy for all instances of the class. The method does not see the signal: where it should, use `execute`.
 */
export function withPolicy(policy: Policy): PolicyDecorator
export function withPolicy<T extends (...parameters: never[]) => Promise<unknown>>(policy: Policy, work: T): T
export function withPolicy(policy: Policy, work?: Method): PolicyDecorator | Method {
  const wrap = (method: (...parameters: never[]) => unknown) => guarded(policy, method as Method)
  return work === undefined ? (decorateMethod(wrap) as PolicyDecorator) : (alike(work, wrap) as Method)
}

/** `@withRetry({ attempts: 5 })` on a method that may run twice. */
export function withRetry(options?: RetryOptions): PolicyDecorator {
  return withPolicy(retry(options))
}

/** `@withCircuitBreaker({ name: 'payments' })` */
export function withCircuitBreaker(options?: CircuitBreakerOptions): PolicyDecorator {
  return withPolicy(circuitBreaker(options))
}

/** `@withTimeout(500)` */
export function withTimeout(options?: TimeoutOptions | number): PolicyDecorator {
  return withPolicy(timeout(options))
}

function guarded(policy: Policy, work: Method): Method {
  return function (this: unknown, ...parameters) {
    return policy.execute(() => work.apply(this, parameters))
  }
}
