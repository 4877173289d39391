import { afterAll, beforeAll, describe } from 'vitest'
import type { TelemetryStore } from '../telemetry-store.ts'
import { describeBatches } from './batches.ts'
import type { TelemetryFixture } from './fixture.ts'
import { describeLifecycle } from './lifecycle.ts'
import { describeLogRemoval } from './log-removal.ts'
import { describeLogScans } from './log-scans.ts'
import { describeMetricReads } from './metric-reads.ts'
import { describeMetricSeries } from './metric-series.ts'
import { describeAgainstReference } from './reference.ts'

export type { TelemetryFixture } from './fixture.ts'

/**
 * The contract of a telemetry store as tests.
 *
 * `open` gives a new, empty store; it is called about eight times. Tests share one store where they can, in groups, streams and
 * namespaces of their own. To see that it makes no difference where data lie, call this again with a store that moves them
 * after every append.
 */
export function describeTelemetryStore(name: string, open: () => Promise<TelemetryFixture>): void {
  describe(name, () => {
    let fixture: TelemetryFixture | undefined
    const shared = {
      get store(): TelemetryStore {
        return fixture!.store
      },
    }

    beforeAll(async () => {
      fixture = await open()
    })

    afterAll(async () => {
      await fixture?.store.close()
    })

    describeBatches(shared)
    describeLogScans(shared)
    describeLogRemoval(open)
    describeMetricSeries(shared)
    describeMetricReads(shared)
    describeAgainstReference(shared)
    describeLifecycle(open)
  })
}
