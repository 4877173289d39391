/**
 * Whether a text fits a pattern in which `*` is any run of characters and `?` is one; case does not count.
 *
 * Goes back to the latest `*` only, so it needs at most text times pattern steps, whatever the pattern.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
export function fitsWildcard(pattern: string, text: string): boolean {
  if (pattern === '*') return true
  const wanted = pattern.toLowerCase()
  const given = text.toLowerCase()
  let at = 0
  let starAt = -1
  let resumeAt = 0
  for (let index = 0; index < given.length; ) {
    if (wanted[at] === '*') {
      starAt = at++
      resumeAt = index
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[index])) {
      at++
      index++
    } else if (starAt >= 0) {
      at = starAt + 1
      index = ++resumeAt
    } else return false
  }
  while (wanted[at] === '*') at++
  return at === wanted.length
}
