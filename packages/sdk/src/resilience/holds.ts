/** Whether a condition of the caller holds. One that throws is no reason to hide the error that it was asked about. */
export function holds(condition: (value: unknown) => boolean, value: unknown): boolean {
  try {
    return condition(value)
  } catch {
    return false
  }
}
