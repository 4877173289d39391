import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface TrafficOptions {
  readonly url: string
  readonly stop: AbortSignal
  /** Requests per second, on average. Default: 8. */
  readonly rate?: number
  readonly random?: () => number
}

/** One request of the make-believe users. */
export interface Visit {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
}

/** Sends visits until stopped: at random moments, in waves like those of a day, only that a day lasts ten minutes here. */
export async function generateTraffic({ url, stop, rate = 8, random = Math.random }: TrafficOptions): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const visitor = new Visitor(random)
  const visits = new Set<Promise<void>>()
  try {
    while (!stop.aborted) {
      const pauseMs = (-Math.log(1 - random()) * 1_000) / (rate * wave(Date.now()))
      await sleep(Math.min(pauseMs, 2_000), undefined, { signal: stop }).catch(() => undefined)
      if (stop.aborted) break
      const visit = send(url, visitor.next(), agent).then((id) => {
        visitor.saw(id)
        visits.delete(visit)
      })
      visits.add(visit)
    }
  } finally {
    // Who is inside gets an answer.
    await Promise.all(visits)
    agent.destroy()
  }
}

/** Between 0.4 at night and 1.6 at noon. */
export function wave(timeMs: number): number {
  return 1 - 0.6 * Math.cos((2 * Math.PI * timeMs) / DAY_MS)
}

const DAY_MS = 600_000

/** Decides what somebody does next: mostly look around, often vote, sometimes post, now and then take a wrong turn. */
export class Visitor {
  readonly #random: () => number
  /** The newest video, from which the others follow. */
  #newest = 0

  constructor(random: () => number) {
    this.#random = random
  }

  saw(id: string | undefined): void {
    const number = Number(id?.slice(1))
    if (number > this.#newest) this.#newest = number
  }

  next(): Visit {
    const draw = this.#random()
    const { length } = TITLES
    const title = TITLES[Math.floor(this.#random() * length)]
    const id = `v${Math.max(1, this.#newest - Math.floor(this.#random() ** 2 * 50))}`
    if (this.#newest === 0 || draw < 0.1)
      return { method: 'POST', path: '/api/videos', body: { title, author: 'visitor' } }
    if (draw < 0.4) return { method: 'GET', path: '/api/videos' }
    if (draw < 0.7) return { method: 'GET', path: `/api/videos/${id}` }
    if (draw < 0.93) return { method: 'POST', path: `/api/videos/${id}/votes`, body: {} }
    if (draw < 0.96) return { method: 'GET', path: '/health' }
    if (draw < 0.99) return { method: 'GET', path: '/api/videos/missing' }
    return { method: 'POST', path: '/api/videos', body: { title: '' } }
  }
}

const TITLES = ['Sunrise over the bay', 'How bridges sing', 'A day at the watchtower', 'Tides', 'Rain on tin roofs']

/** The id in the answer, if any. Never rejects: a visitor who gets no answer goes away. */
function send(url: string, { method, path, body }: Visit, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    const outgoing = request(
      new URL(path, url),
      { method, agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', () => resolve(undefined))
        response.on('end', () => resolve(/"id":"(v\d+)"/.exec(text)?.[1]))
      },
    )
    outgoing.on('error', () => resolve(undefined))
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
