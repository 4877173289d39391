/**
 * Waits, but not for ever. Meanwhile the process stays: pauses between attempts do not hold it, and a program that ended while
 * its last `await` waits would end with an error.
 *
 * @returns false when it took longer
 */
export async function held(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, limitMs, false)
  })
  try {
    return await Promise.race([work.then(() => true as const), limit])
  } finally {
    clearTimeout(timer)
  }
}

/** What a service that ends waits for one receiver. */
export const MAX_CLOSE_MS = 5_000
