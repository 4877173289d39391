import type { HttpObserver } from '../observer.ts'
import { expressHttp } from './express.ts'
import { addFastifyHooks, type FastifyHooks } from './fastify.ts'
import { exchangeOf } from './node-exchange.ts'

/** As much of an application of NestJS as is needed. */
export interface NestAppLike {
  use(middleware: unknown): unknown
  useGlobalInterceptors(...interceptors: never[]): unknown
  getHttpAdapter(): { getType(): string; getInstance(): unknown }
}

interface NestContextLike {
  getType(): string
  switchToHttp(): { getRequest(): object }
}

interface Subscriber {
  next(value: unknown): void
  error(error: unknown): void
  complete(): void
}

interface ObservableLike {
  pipe(operator: (source: ObservableLike) => ObservableLike): ObservableLike
  subscribe(subscriber: Subscriber): unknown
}

/**
 * Observes an application of NestJS, on Express or Fastify: `nestHttp(observer, app)`, right after it was created.
 *
 * What controllers throw is answered by the filters of NestJS, so the error is noted on its way there.
 */
export function nestHttp(observer: HttpObserver, app: NestAppLike): void {
  if (!observer.enabled) return
  const adapter = app.getHttpAdapter()
  if (adapter.getType() === 'fastify') addFastifyHooks(adapter.getInstance() as FastifyHooks, observer)
  else app.use(expressHttp(observer))
  // Of the type of NestJS in shape; naming that type would need the package.
  app.useGlobalInterceptors({ intercept: noteErrors } as never)
}

function noteErrors(context: NestContextLike, next: { handle(): ObservableLike }): ObservableLike {
  if (context.getType() !== 'http') return next.handle()
  const request = context.switchToHttp().getRequest()
  const exchange = exchangeOf((request as { readonly raw?: object }).raw ?? request)
  if (exchange === undefined) return next.handle()
  return next.handle().pipe((source) => {
    // An operator without a dependency on rxjs: the class is that of the source.
    const Same = source.constructor as new (subscribe: (subscriber: Subscriber) => unknown) => ObservableLike
    return new Same((subscriber) =>
      source.subscribe({
        next: (value) => subscriber.next(value),
        error: (error) => {
          exchange.error = error
          subscriber.error(error)
        },
        complete: () => subscriber.complete(),
      }),
    )
  })
}
