import { setTimeout as sleep } from 'node:timers/promises'
import { getLogger } from '@atalaya/sdk'
import { circuitBreaker, policy, retry, timeout } from '@atalaya/sdk/resilience'
import type { Behaviour } from './behaviour.ts'
import type { EncodeJob } from './queue.ts'
import type { Videos } from './videos.ts'

/** The storage did not take a file. Another attempt may help. */
class StorageError extends Error {
  override readonly name = 'StorageError'
  /** By which policies know what passes. */
  readonly code = 'ECONNRESET'
}

export interface EncoderOptions {
  readonly videos: Videos
  /** Of the make-believe storage. */
  readonly behaviour: Behaviour
  readonly random: () => number
}

/** Encodes a video and stores it: a storage that fails is tried again, and left alone for a while when it keeps failing. */
export function encoder({ videos, behaviour, random }: EncoderOptions): (job: EncodeJob) => Promise<number> {
  const log = getLogger('encoder')
  const storage = policy(
    retry({ name: 'storage', attempts: 3, baseDelayMs: 50 }),
    circuitBreaker({ name: 'storage', failMax: 5, resetMs: 10_000 }),
    timeout({ ms: 5_000 }),
  )
  return async ({ videoId }) => {
    const bytes = Math.round(200_000 + 4_800_000 * random() ** 2)
    await sleep(behaviour.delayMs('POST'))
    await storage.execute(async (signal) => {
      await sleep(behaviour.delayMs('POST'), undefined, { signal })
      if (behaviour.fails()) throw new StorageError('the storage closed the connection')
    })
    videos.ready(videoId)
    log.info('video encoded', { videoId, bytes })
    return bytes
  }
}
