import type { Context } from '@opentelemetry/api'
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace'
import type { OtelApi } from '../otel.ts'
import { undecidedKey } from '../propagation/propagator.ts'
import type { Decide } from './decide.ts'

// The numbers of SamplingDecision, which differs in no line of the SDK; importing it would load the SDK.
const RECORD: SamplingResult = { decision: 2 }
const DROP: SamplingResult = { decision: 0 }

/** Follows the parent where there is one that decided; roots are decided by our rules, once. */
export class RootSampler implements Sampler {
  readonly #api: OtelApi
  readonly #decide: Decide
  readonly #undecided: symbol
  readonly #sampled: symbol

  constructor(api: OtelApi, decide: Decide) {
    this.#api = api
    this.#decide = decide
    this.#undecided = undecidedKey(api)
    this.#sampled = sampledKey(api)
  }

  shouldSample(context: Context, traceId: string): SamplingResult {
    if (context.getValue(this.#sampled) === true) return RECORD
    const parent = this.#api.trace.getSpanContext(context)
    if (parent !== undefined && this.#api.isSpanContextValid(parent)) {
      // A local span inside inherits the mark, but its parent is of this process and has been decided.
      const undecided = parent.isRemote === true && context.getValue(this.#undecided) === true
      if (!undecided) return (parent.traceFlags & 1) === 1 ? RECORD : DROP
    }
    return this.#decide({ traceId }) ? RECORD : DROP
  }

  toString(): string {
    return 'AtalayaRootSampler'
  }
}

/** Marks a context in which a span begins that was decided to be recorded. It must not become the active one. */
export function sampledKey(api: OtelApi): symbol {
  return api.createContextKey('Atalaya sampled')
}
