/** What people post and vote for. Kept in memory; the oldest goes when there are too many. */
export interface Video {
  readonly id: string
  readonly title: string
  readonly author: string
  readonly createdAt: string
  votes: number
}

export class Videos {
  readonly #byId = new Map<string, Video>()
  #count = 0

  add(title: string, author: string, now: Date): Video {
    this.#count += 1
    const video: Video = { id: `v${this.#count}`, title, author, createdAt: now.toISOString(), votes: 0 }
    this.#byId.set(video.id, video)
    if (this.#byId.size > MAX_VIDEOS) {
      const [oldest] = this.#byId.keys()
      if (oldest !== undefined) this.#byId.delete(oldest)
    }
    return video
  }

  get(id: string): Video | undefined {
    return this.#byId.get(id)
  }

  /** Newest first. */
  list(limit: number): readonly Video[] {
    return [...this.#byId.values()].slice(-limit).reverse()
  }
}

const MAX_VIDEOS = 1_000
