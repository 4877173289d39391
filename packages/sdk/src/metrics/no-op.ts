import type { BoundTimer, Counter, Gauge, Timer } from './instruments.ts'
import type { DimensionScope } from './registry.ts'

/** Stands in for every instrument when metrics are off: a call that does nothing. */
class NoOp implements Counter, Gauge, Timer, BoundTimer {
  inc(): void {}
  dec(): void {}
  set(): void {}
  observe(): void {}

  at(): this {
    return this
  }

  start(): () => number {
    return zero
  }

  time<T>(labelsOrWork: unknown, work?: () => T): T {
    return typeof labelsOrWork === 'function' ? (labelsOrWork as () => T)() : work!()
  }
}

function zero(): number {
  return 0
}

export const NO_OP: Counter & Gauge & Timer = new NoOp()

/** Takes values and forgets them. */
export const NO_OP_SCOPE: DimensionScope = {
  putMetric() {},
  putMetrics() {},
  withDimensions: () => NO_OP_SCOPE,
}
