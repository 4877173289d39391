import { AwsError, type Operation, operation } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, type MetricIdentity } from '@atalaya/model'
import type { MonitoringDeps } from './deps.ts'

const PAGE_SIZE = 500
/** A metric without data for so long is not listed any more. */
const LISTED_MS: number = 14 * DAY_MS
const RECENTLY_ACTIVE_MS: number = 3 * HOUR_MS

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const listMetrics: Operation<MonitoringDeps> = operation(
  'monitoring',
  'ListMetrics',
  async (input, { telemetry, clock }: MonitoringDeps, { tenant }) => {
    const after = input.NextToken === undefined ? undefined : decodeToken(input.NextToken)
    // There are no linked accounts: the metrics of another one are an empty list.
    if (input.OwningAccount !== undefined && input.OwningAccount !== tenant.accountId) return { Metrics: [] }

    const found = telemetry.metrics.listSeries({
      tenant,
      ...(input.Namespace === undefined ? {} : { namespace: input.Namespace }),
      ...(input.MetricName === undefined ? {} : { name: input.MetricName }),
      dimensions: (input.Dimensions ?? []).map(({ Name, Value }) =>
        Value === undefined ? { name: Name } : { name: Name, value: Value },
      ),
      activeSinceMs: clock.now() - (input.RecentlyActive === 'PT3H' ? RECENTLY_ACTIVE_MS : LISTED_MS),
    })
    const start = after === undefined ? 0 : firstAfter(found, after)
    const page = found.slice(start, start + PAGE_SIZE)
    const last = page.at(-1)
    return {
      Metrics: page.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value })),
      })),
      NextToken: last !== undefined && start + PAGE_SIZE < found.length ? encodeToken(last) : undefined,
      OwningAccounts: input.IncludeLinkedAccounts === true ? page.map(() => tenant.accountId) : undefined,
    }
  },
)

/** Where a page ended: the identity of its last metric as texts in the order in which metrics are sorted. */
type Place = readonly string[]

function place({ namespace, name, dimensions }: MetricIdentity): Place {
  return [namespace, name, ...dimensions.flatMap((dimension) => [dimension.name, dimension.value])]
}

function encodeToken(last: MetricIdentity): string {
  return Buffer.from(JSON.stringify(place(last))).toString('base64url')
}

function decodeToken(token: string): Place {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (Array.isArray(decoded) && decoded.length >= 2 && decoded.every((part) => typeof part === 'string')) {
      return decoded
    }
  } catch {
    // Not JSON: not ours.
  }
  throw new AwsError('InvalidParameterValueException', 'The value for parameter NextToken is invalid.')
}

/** Index of the first metric after a place. `found` is sorted. */
function firstAfter(found: readonly MetricIdentity[], after: Place): number {
  let low = 0
  let high = found.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(place(found[middle] as MetricIdentity), after) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

function compare(a: Place, b: Place): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index] as string, b[index] as string]
    if (left !== right) return left < right ? -1 : 1
  }
  return a.length - b.length
}
