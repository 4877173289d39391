import type { Tenant } from '@atalaya/model'
import type { Services } from './generated/services.ts'

/** Service names as in credential scopes: `monitoring` is CloudWatch, `events` EventBridge. */
export type ServiceName = keyof Services & string

/** What an operation may know of the request beside its input. */
export interface Call {
  readonly tenant: Tenant
  /** Also sent to the caller as `x-amzn-requestid`. */
  readonly requestId: string
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal
  readonly accessKeyId: string | undefined
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Of the body, once content encodings are removed. Absent in some tests. */
  readonly bodyBytes?: number
  /** Adds a header to the answer when the operation succeeds: for what AWS says beside the output. Absent in some tests. */
  readonly addHeader?: (name: string, value: string) => void
  /** Answers with these bytes in place of the output when the operation succeeds: for what is no document. Absent in some tests. */
  readonly replaceBody?: (contentType: string, body: Uint8Array) => void
}

/** One AWS operation: a name and a behaviour. Shapes and limits come from the vendored model. */
export interface Operation<Deps> {
  readonly service: ServiceName
  readonly name: string
  readonly handle: (input: never, deps: Deps, call: Call) => Promise<unknown>
}

/**
 * Declares an operation. `handle` gets input that has passed the model's constraints, says what AWS would do and nothing
 * about HTTP. Timestamps are epoch milliseconds in input and output; members that are undefined stay out of the answer.
 *
 * `handle` throws `AwsError` for what the caller did wrong; anything else becomes the service's internal failure.
 */
export function operation<S extends ServiceName, N extends keyof Services[S] & string, Deps>(
  service: S,
  name: N,
  handle: (input: InputOf<S, N>, deps: Deps, call: Call) => Promise<OutputOf<S, N>>,
): Operation<Deps> {
  return { service, name, handle }
}

/** Input type of an operation: `InputOf<'logs', 'PutLogEvents'>`. */
export type InputOf<S extends ServiceName, N extends keyof Services[S]> = Services[S][N] extends {
  readonly input: infer Input
}
  ? Input
  : never

/** Output type of an operation. */
export type OutputOf<S extends ServiceName, N extends keyof Services[S]> = Services[S][N] extends {
  readonly output: infer Output
}
  ? Output
  : never
