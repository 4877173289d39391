import type { IncomingMessage } from 'node:http'

/** Bytes of request bodies that may be held at one time, shared by all requests. */
export class BodyBudget {
  readonly #limit: number
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get heldBytes(): number {
    return this.#held
  }

  /** False when there is no room; nothing is taken then. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false
    this.#held += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#held -= bytes
  }
}

/** Why a body was not read to its end. */
export type BodyProblem = 'too-large' | 'no-room' | 'aborted'

export type BodyResult =
  | { readonly ok: true; readonly body: Uint8Array; readonly heldBytes: number }
  | { readonly ok: false; readonly problem: BodyProblem }

const NOTHING: Uint8Array = new Uint8Array()

/** The announced length of a body; undefined when it comes in chunks of unknown number. */
export function announcedLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length']
  if (length !== undefined) return Number(length)
  return headers['transfer-encoding'] === undefined ? 0 : undefined
}

/**
 * Reads a whole body. On success the caller owns `heldBytes` of the budget and must give them back once it is done with the
 * body. A body that is refused is not read further: answer, and close the connection.
 */
export async function readBody(request: IncomingMessage, maxBytes: number, budget: BodyBudget): Promise<BodyResult> {
  const announced = announcedLength(request)
  if (announced === 0) return { ok: true, body: NOTHING, heldBytes: 0 }
  if (announced !== undefined && announced > maxBytes) return { ok: false, problem: 'too-large' }
  // An announced body is paid for at once, so that those that are being read will find room to finish.
  if (announced !== undefined && !budget.take(announced)) return { ok: false, problem: 'no-room' }
  const result = await collect(request, announced, maxBytes, budget)
  if (!result.ok) budget.giveBack(result.heldBytes)
  return result
}

type Collected =
  | { readonly ok: true; readonly body: Uint8Array; readonly heldBytes: number }
  | { readonly ok: false; readonly problem: BodyProblem; readonly heldBytes: number }

function collect(
  request: IncomingMessage,
  announced: number | undefined,
  maxBytes: number,
  budget: BodyBudget,
): Promise<Collected> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    let held = announced ?? 0
    const finish = (collected: Collected): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      if (!collected.ok) request.pause()
      resolve(collected)
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > maxBytes) {
        finish({ ok: false, problem: 'too-large', heldBytes: held })
        return
      }
      if (size > held) {
        if (!budget.take(size - held)) {
          finish({ ok: false, problem: 'no-room', heldBytes: held })
          return
        }
        held = size
      }
      chunks.push(chunk)
    }
    const onEnd = (): void => {
      const [first] = chunks
      finish({ ok: true, body: chunks.length === 1 && first ? first : Buffer.concat(chunks), heldBytes: held })
    }
    const onGone = (): void => finish({ ok: false, problem: 'aborted', heldBytes: held })
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}
