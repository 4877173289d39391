import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { ShipEvent } from './batch.ts'
import { DockerUnwrapper, parseDockerLine, type Unwrapped } from './docker.ts'
import { type FollowOptions, follow, type OpenFile, type Position } from './follow.ts'
import { type Line, LineSplitter } from './lines.ts'

/** Takes an event; a promise means: wait before the next. */
export type Take = (event: ShipEvent) => Promise<void> | undefined

/** Whether lines are unwrapped; `detect` looks at the first line. */
export type DockerMode = 'detect' | 'always' | 'never'

export interface StdinOptions {
  readonly docker: DockerMode
  /** Gets every byte of the input, too. */
  readonly echo: Writable | undefined
  /**
   * Told to stop, a pipe is read on while bytes keep coming, so that the last words of a service that stops at the same time
   * are shipped. Nobody types last words: a terminal is left at once.
   */
  readonly stop: AbortSignal
  readonly now: () => number
}

/** Reads a stream to its end. Returns false when it was told to stop before the end. */
export async function readStdin(
  stdin: Readable & { readonly isTTY?: boolean },
  take: Take,
  options: StdinOptions,
): Promise<boolean> {
  const { echo, stop, now } = options
  const unwrapper = new Unwrapper(options.docker)
  const splitter = new LineSplitter()
  let seenMs = performance.now()
  let timer: NodeJS.Timeout | undefined
  const leave = (): void => {
    const startedMs = performance.now()
    timer = setInterval(() => {
      const nowMs = performance.now()
      const over = stdin.isTTY === true || nowMs - seenMs > STOP_SILENCE_MS || nowMs - startedMs > STOP_PATIENCE_MS
      if (over) stdin.destroy()
    }, 50)
  }
  if (stop.aborted) leave()
  else stop.addEventListener('abort', leave, { once: true })

  let ended = true
  try {
    for await (const chunk of stdin) {
      const bytes = chunk as Buffer
      seenMs = performance.now()
      if (echo !== undefined && !echo.write(bytes)) await once(echo, 'drain')
      for (const line of splitter.push(bytes)) await takeAll(unwrapper.push(line), take, now)
    }
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE' || !stop.aborted) throw error
    ended = false
  } finally {
    clearInterval(timer)
    stop.removeEventListener('abort', leave)
  }
  for (const line of splitter.end()) await takeAll(unwrapper.push(line), take, now)
  await takeAll(unwrapper.end(), take, now)
  return ended
}

const STOP_SILENCE_MS = 1_000
const STOP_PATIENCE_MS = 5_000

export interface FileOptions extends FollowOptions {
  readonly docker: DockerMode
  readonly now: () => number
  /** Told how far the events that were settled reach. */
  readonly onSettled?: ((position: Position) => void) | undefined
}

/** Reads a file and follows it. Returns when told to stop, or at the end with `once`. */
export async function readFile(path: string, take: Take, options: FileOptions): Promise<void> {
  const { now, onSettled } = options
  let reading: Reading | undefined
  let generation = 0
  let settledGeneration = 0
  const settle = (line: Unwrapped, file: OpenFile, own: number) => () => {
    // Batches are settled whole, and their events are sorted by time: a late one must not turn the position back.
    if (own < settledGeneration) return
    settledGeneration = own
    onSettled?.(file.position(line.endOffset))
  }
  const deliver = async (lines: Iterable<Unwrapped>): Promise<void> => {
    const { file, own } = reading!
    for (const line of lines) {
      const waiting = take(eventOf(line, now, onSettled === undefined ? undefined : settle(line, file, own)))
      if (waiting !== undefined) await waiting
    }
  }
  const finish = async (): Promise<void> => {
    if (reading === undefined) return
    for (const line of reading.splitter.end()) await deliver(reading.unwrapper.push(line))
    await deliver(reading.unwrapper.end())
    reading = undefined
  }
  for await (const piece of follow(path, options)) {
    switch (piece.kind) {
      case 'begin':
        reading = {
          file: piece.file,
          own: ++generation,
          splitter: new LineSplitter(piece.offset),
          unwrapper: new Unwrapper(options.docker),
        }
        break
      case 'bytes':
        for (const line of reading!.splitter.push(piece.bytes)) await deliver(reading!.unwrapper.push(line))
        break
      case 'end':
        await finish()
        break
      case 'idle':
        break
    }
  }
  // Without a saved position nobody would come back for a last line that has no end yet.
  if (onSettled === undefined) await finish()
}

interface Reading {
  readonly file: OpenFile
  readonly own: number
  readonly splitter: LineSplitter
  readonly unwrapper: Unwrapper
}

async function takeAll(lines: Iterable<Unwrapped>, take: Take, now: () => number): Promise<void> {
  for (const line of lines) {
    if (line.text === '') continue
    const waiting = take(eventOf(line, now, undefined))
    if (waiting !== undefined) await waiting
  }
}

function eventOf(line: Unwrapped, now: () => number, settle: (() => void) | undefined): ShipEvent {
  return { timestamp: line.timeMs ?? now(), message: line.text, sizeBytes: line.sizeBytes, settle }
}

/** Unwraps Docker's lines when there are any, and leaves out empty lines, which no log event can hold. */
class Unwrapper {
  #docker: DockerUnwrapper | undefined
  #decided: boolean

  constructor(mode: DockerMode) {
    this.#decided = mode !== 'detect'
    this.#docker = mode === 'always' ? new DockerUnwrapper() : undefined
  }

  *push(line: Line): Generator<Unwrapped> {
    if (!this.#decided && line.text !== '') {
      this.#decided = true
      if (parseDockerLine(line.text) !== undefined) this.#docker = new DockerUnwrapper()
    }
    if (this.#docker === undefined) {
      if (line.text !== '') yield { ...line, timeMs: undefined }
      return
    }
    for (const unwrapped of this.#docker.push(line)) if (unwrapped.text !== '') yield unwrapped
  }

  *end(): Generator<Unwrapped> {
    if (this.#docker !== undefined) yield* this.#docker.end()
  }
}
