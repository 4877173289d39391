/** Whether a string has `min` to `max` Unicode code points. Counts them only where UTF-16 units leave a doubt. */
export function hasLength(text: string, min: number, max: number): boolean {
  const units = text.length
  // A code point takes one or two units.
  if (units < min || units > 2 * max) return false
  if (units <= max && units >= 2 * min) return true
  const points = codePoints(text)
  return points >= min && points <= max
}

export function codePoints(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count--
      index++
    }
  }
  return count
}
