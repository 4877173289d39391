/** A name/value pair that is part of a metric's identity. */
export interface Dimension {
  readonly name: string
  readonly value: string
}

/** What a metric is: the exact set of dimensions counts, their order does not. The unit is no part of it. */
export interface MetricIdentity {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

/** Dimensions in the one order in which two equal sets are equal lists. */
export function sortDimensions(dimensions: readonly Dimension[]): readonly Dimension[] {
  if (dimensions.length < 2) return dimensions
  return [...dimensions].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
