import { alike, decorateMethod } from '../decorators/method-decorator.ts'
import { whenSettled } from './instruments.ts'
import { NO_OP_SCOPE } from './no-op.ts'
import type { DimensionScope } from './registry.ts'
import type { Dimensions } from './shape.ts'

let defaultScope: DimensionScope = NO_OP_SCOPE

/** Says where `timed` and `trackOperation` record when they are not told. Until then they record nothing. */
export function setDefaultMetrics(metrics: DimensionScope | undefined): void {
  defaultScope = metrics ?? NO_OP_SCOPE
}

/** What `setDefaultMetrics` was given. */
export function defaultMetrics(): DimensionScope {
  return defaultScope
}

export interface OperationOptions {
  /** Default: what `setDefaultMetrics` was given. */
  readonly metrics?: DimensionScope | undefined
  readonly dimensions?: Dimensions | undefined
}

type Method = (this: unknown, ...parameters: never[]) => unknown

/** Fits classes with standard decorators and with those of `experimentalDecorators`, which NestJS uses. */
export interface TimedDecorator {
  <T extends Method>(method: T, context: ClassMethodDecoratorContext): T
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void
}

/**
 * Measures how long a method or function takes, in milliseconds, also when it fails.
 *
 * As decorator `@timed('DatabaseQueryTime')`, as function `const query = timed('DatabaseQueryTime', runQuery)`.
 */
export function timed(name: string, options?: OperationOptions): TimedDecorator
export function timed<T extends (...parameters: never[]) => unknown>(
  name: string,
  work: T,
  options?: OperationOptions,
): T
export function timed(
  name: string,
  second?: Method | OperationOptions,
  third?: OperationOptions,
): TimedDecorator | Method {
  if (typeof second === 'function') return alike(second, (work) => measured(name, work, third ?? {}))
  return decorateMethod((method) => measured(name, method, second ?? {})) as TimedDecorator
}

function measured(name: string, work: Method, { metrics, dimensions }: OperationOptions): Method {
  return function (this: unknown, ...parameters) {
    const begin = performance.now()
    return whenSettled(
      () => work.apply(this, parameters),
      () => (metrics ?? defaultScope).putMetric(name, performance.now() - begin, 'Milliseconds', dimensions),
    )
  }
}

/**
 * Runs an operation and records `<name>Duration` in milliseconds, and `<name>Success` or `<name>Failure` as a count. Result and
 * failure are passed on.
 */
export function trackOperation<T>(name: string, work: () => T, options: OperationOptions = {}): T {
  const begin = performance.now()
  return whenSettled(work, (failed) => {
    const { metrics = defaultScope, dimensions } = options
    metrics.putMetrics(
      [
        { name: `${name}Duration`, value: performance.now() - begin, unit: 'Milliseconds' },
        { name: failed ? `${name}Failure` : `${name}Success`, value: 1, unit: 'Count' },
      ],
      dimensions,
    )
  })
}
