/** Lets requests pass until somebody needs the place to himself: then running ones end first, and new ones wait. */
export class ResetGate {
  #running = 0
  #turn: Promise<void> = Promise.resolve()
  #closed = false
  #onEmpty: (() => void) | undefined

  async pass<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#turn
    this.#running += 1
    try {
      return await work()
    } finally {
      this.#running -= 1
      if (this.#running === 0) this.#onEmpty?.()
    }
  }

  /** Runs `work` alone. Several calls come one after the other. */
  async alone(work: () => Promise<void>): Promise<void> {
    while (this.#closed) await this.#turn
    this.#closed = true
    let open = (): void => undefined
    this.#turn = new Promise((resolve) => {
      open = resolve
    })
    try {
      if (this.#running > 0) {
        await new Promise<void>((resolve) => {
          this.#onEmpty = resolve
        })
      }
      await work()
    } finally {
      this.#onEmpty = undefined
      this.#closed = false
      open()
    }
  }
}
