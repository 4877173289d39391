import process from 'node:process'
import { runWithContext } from '../context/context.ts'
import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import { defaultMetrics } from '../metrics/operations.ts'
import type { DimensionScope } from '../metrics/registry.ts'
import { drain } from '../output/exit.ts'
import { stdoutSink } from '../output/stdout-sink.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { errorType } from '../traces/errors.ts'
import { inSpan, type SpanOptions } from '../traces/traced.ts'
import { parentHeaders } from './parent.ts'

/** As much of the context of an invocation as is looked at. */
export interface LambdaContext {
  readonly awsRequestId: string
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  getRemainingTimeInMillis(): number
}

export interface LambdaOptions {
  /** Takes `ColdStart`, `InvocationCount`, `InvocationDuration` and `ErrorCount`. Default: what `setDefaultMetrics` was given. */
  readonly metrics?: DimensionScope | undefined
  /**
   * Brings out what else waits. The platform freezes the process behind the answer, so everything of the SDK leaves before: metrics
   * by every door, log lines, spans.
   */
  readonly flush?: (() => Promise<unknown>) | undefined
  /** How long an answer may wait for that, in milliseconds. Default: 2,000. */
  readonly flushTimeoutMs?: number | undefined
  readonly logger?: Logger | undefined
  /** A warning is logged, and everything leaves, when so many milliseconds are left. 0: no warning. Default: 500. */
  readonly timeoutWarningMs?: number | undefined
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Told when that fails or is late. Default: `process.emitWarning`. */
  readonly warn?: Warn | undefined
}

type Callback<R> = (error?: unknown, result?: R) => void

/** A handler as Lambda calls it: it answers by what it returns, or the older way by its callback. */
export type LambdaHandler<E, R> = (event: E, context: LambdaContext, callback: Callback<R>) => Returned<R>

// biome-ignore lint/suspicious/noConfusingVoidType: who answers by the callback returns nothing, and R must not become that
type Returned<R> = Promise<R> | R | void

/** A handler that streams its response: give the result to `awslambda.streamifyResponse`. */
export type StreamingLambdaHandler<E, S> = (event: E, response: S, context: LambdaContext) => Promise<unknown>

/**
 * Observes every invocation of a Lambda function: metrics, the request id in every log line, a span whose parent is the caller's.
 * Everything has left the process when the answer does. Event, answer and error are passed on as they are, so partial batch
 * responses stay what they were.
 *
 * Dimensions are `FunctionName`; failures are counted again by `ErrorType`, the class of the error, never its message.
 */
export function observeLambda<E, R>(
  handler: LambdaHandler<E, R>,
  options: LambdaOptions = {},
): (event: E, context: LambdaContext) => Promise<R> {
  const observer = new Invocations(options)
  return (event, context) => observer.run(event, context, () => answerOf(handler, event, context))
}

/** The same for `awslambda.streamifyResponse`. */
export function observeLambdaStream<E, S>(
  handler: StreamingLambdaHandler<E, S>,
  options: LambdaOptions = {},
): StreamingLambdaHandler<E, S> {
  const observer = new Invocations(options)
  return (event, response, context) => observer.run(event, context, () => handler(event, response, context))
}

/** Of this process, whichever handler comes first. */
let coldStart = true

class Invocations {
  readonly #options: LambdaOptions
  readonly #logger: Logger
  readonly #warnings: Warnings

  constructor(options: LambdaOptions) {
    this.#options = options
    this.#logger = options.logger ?? getLogger('lambda')
    this.#warnings = new Warnings(options.warn)
  }

  async run<R>(event: unknown, context: LambdaContext, work: () => Promise<R>): Promise<R> {
    const cold = coldStart
    coldStart = false
    // A test of a handler often has no context, or only what the handler looks at.
    const {
      awsRequestId: requestId,
      functionName = 'function',
      invokedFunctionArn,
    } = (context ?? {}) as Partial<LambdaContext>
    const span: SpanOptions = {
      kind: 'server',
      parent: parentHeaders(event, this.#options.env ?? process.env),
      attributes: {
        'faas.coldstart': cold,
        ...(requestId === undefined ? {} : { 'faas.invocation_id': requestId }),
        ...(invokedFunctionArn === undefined ? {} : { 'cloud.resource_id': invokedFunctionArn }),
      },
    }
    try {
      return await runWithContext({ requestId, fields: { functionName } }, () =>
        inSpan(functionName, () => this.#measured(functionName, context, cold, work), span),
      )
    } finally {
      await this.#flush()
    }
  }

  async #measured<R>(functionName: string, context: LambdaContext, cold: boolean, work: () => Promise<R>): Promise<R> {
    const timer = this.#watchDeadline(context)
    const begin = performance.now()
    let failure: string | undefined
    try {
      return await work()
    } catch (error) {
      failure = errorType(error)
      this.#logger.error('invocation failed', { error })
      throw error
    } finally {
      clearTimeout(timer)
      this.#record(functionName, cold, performance.now() - begin, failure)
    }
  }

  #record(functionName: string, cold: boolean, durationMs: number, failure: string | undefined): void {
    const metrics = (this.#options.metrics ?? defaultMetrics()).withDimensions({ FunctionName: functionName })
    metrics.putMetrics([
      { name: 'InvocationCount', value: 1, unit: 'Count' },
      { name: 'InvocationDuration', value: durationMs, unit: 'Milliseconds' },
      { name: 'ErrorCount', value: failure === undefined ? 0 : 1, unit: 'Count' },
      ...(cold ? [{ name: 'ColdStart', value: 1, unit: 'Count' } as const] : []),
    ])
    if (failure !== undefined) metrics.putMetric('ErrorCount', 1, 'Count', { ErrorType: failure })
  }

  /** Behind the deadline nothing of ours runs any more. */
  #watchDeadline(context: LambdaContext): NodeJS.Timeout | undefined {
    const { timeoutWarningMs = 500 } = this.#options
    const waitMs = remainingMs(context) - timeoutWarningMs
    if (timeoutWarningMs <= 0 || !(waitMs > 0)) return undefined
    const timer = setTimeout(() => {
      this.#logger.warn('the invocation is about to time out', { remainingMs: remainingMs(context) })
      void this.#flush()
    }, waitMs)
    timer.unref()
    return timer
  }

  async #flush(): Promise<void> {
    const { flush, flushTimeoutMs = 2_000 } = this.#options
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, flushTimeoutMs, `not done within ${flushTimeoutMs} ms`)
    })
    const own = async () => flush?.()
    const done = Promise.all([own(), drain(), stdoutSink().flush()]).then(
      () => undefined,
      (error: unknown) => errorType(error),
    )
    const problem = await Promise.race([done, late])
    clearTimeout(timer)
    if (problem !== undefined) this.#warnings.add(`flush at the end of an invocation: ${problem}`)
  }
}

/** NaN outside of Lambda, where a test of a handler may have half a context. */
function remainingMs(context: Partial<LambdaContext> | undefined): number {
  try {
    return context?.getRemainingTimeInMillis?.() ?? Number.NaN
  } catch {
    return Number.NaN
  }
}

async function answerOf<E, R>(handler: LambdaHandler<E, R>, event: E, context: LambdaContext): Promise<R> {
  // Who declares a callback answers by it, and what such a handler returns is not looked at unless it is a promise.
  if (handler.length < 3) return (await handler(event, context, () => {})) as R
  return new Promise((resolve, reject) => {
    const callback: Callback<R> = (error, result) => {
      if (error === undefined || error === null) resolve(result as R)
      else reject(error as Error)
    }
    const returned = handler(event, context, callback)
    if (returned instanceof Promise) returned.then(resolve, reject)
  })
}
