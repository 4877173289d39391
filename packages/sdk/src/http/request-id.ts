import { randomUUID } from 'node:crypto'

/**
 * The id of a request: the one that the caller gave, if it can stand in a header and in a log, else a new UUID.
 *
 * @param given - the value of the header; of several the first counts
 */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  const id = typeof given === 'object' ? given[0] : given
  return id !== undefined && PLAIN.test(id) ? id : randomUUID()
}

/** Letters, digits and what ids are joined with: nothing that a terminal, a page or a query would take for its own. */
const PLAIN = /^[\w.:/+=@-]{1,128}$/
