import type { DashboardView } from '../../views.ts'

export interface Question {
  readonly token: string
  /** The least level of lines. */
  readonly level: string
  /** Moments after this only: milliseconds since the Unix epoch. */
  readonly sinceMs: number
  readonly signal: AbortSignal
}

/** Words for the reader. */
export class Trouble extends Error {}

/**
 * Asks the service that this page is of.
 *
 * @returns `locked` when it wants a token, or another
 * @throws {Trouble} when it does not answer, or not with data
 */
export async function ask({ token, level, sinceMs, signal }: Question): Promise<DashboardView | 'locked'> {
  const base = location.pathname.replace(/\/dashboard\/?$/, '')
  try {
    const answer = await fetch(`${base}/dashboard/data?level=${level}&since=${sinceMs}`, {
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      cache: 'no-store',
      signal,
    })
    if (answer.status === 401) return 'locked'
    if (!answer.ok) throw new Trouble(`The service answered ${answer.status}.`)
    return (await answer.json()) as DashboardView
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'AbortError')) {
      throw new Trouble('The service does not answer.')
    }
    throw error
  }
}
