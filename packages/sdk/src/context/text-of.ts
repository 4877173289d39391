/** The text of anything, also of what refuses to have one. */
export function textOf(value: unknown, otherwise = `[${typeof value} without a text]`): string {
  try {
    return String(value)
  } catch {
    return otherwise
  }
}
