import { MAX_NAMESPACE_CHARS } from '@atalaya/model'
import { type Dimensions, dimensionNameProblem, show } from '../shape.ts'
import { dimensionProblem, encodeDimension } from './encode.ts'

interface Options {
  readonly namespace: string
  readonly dimensions?: Dimensions | undefined
  readonly sink?: { readonly write: unknown } | undefined
  readonly intervalMs?: number | undefined
}

/** What is wrong with the options of an EMF door, in words. */
export function emfProblems({ namespace, dimensions, sink, intervalMs }: Options): string[] {
  const problems: string[] = []
  const namespaceWrong = namespaceProblem(namespace)
  if (namespaceWrong !== undefined) problems.push(namespaceWrong)
  problems.push(...dimensionsProblems('dimensions', dimensions))
  if (sink !== undefined && typeof sink.write !== 'function') {
    problems.push(`sink must have a write method, got ${show(sink)}`)
  }
  if (intervalMs !== undefined && !(intervalMs >= 1 && intervalMs <= MAX_INTERVAL_MS)) {
    problems.push(`intervalMs must be from 1 to ${MAX_INTERVAL_MS}, got ${show(intervalMs)}`)
  }
  return problems
}

const MAX_INTERVAL_MS = 86_400_000

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function namespaceProblem(namespace: unknown): string | undefined {
  if (
    typeof namespace === 'string' &&
    /^[^:]/s.test(namespace) &&
    namespace.length <= MAX_NAMESPACE_CHARS &&
    !namespace.startsWith('AWS/')
  ) {
    return undefined
  }
  return `namespace must be 1 to ${MAX_NAMESPACE_CHARS} characters, not starting with ":" or "AWS/", got ${show(namespace)}`
}

export function dimensionsProblems(option: string, dimensions: Dimensions | undefined): readonly string[] {
  return Object.entries(dimensions ?? {}).flatMap(([key, value]) => {
    const problem = dimensionNameProblem(key)
    if (problem !== undefined) return [`${option}: ${problem}`]
    return encodeDimension(value) === undefined ? [dimensionProblem(option, key, value).problem] : []
  })
}

export function textDimensions(dimensions: Dimensions): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(dimensions).map(([key, value]) => [key, String(value)]))
}
