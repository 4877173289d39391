/**
 * Reads a file to its end and then on as it grows, through rotation.
 *
 * The file is looked at four times a second; events of the file system are not available on every mount. Three things happen:
 * - It grew: the new bytes are read.
 * - Its path leads to another file ("rename" rotation): the writer may go on writing to the old one until it notices, so the old
 *   one is read until it was silent for a second; then generations that came and went in between, then the new file from its start.
 * - It became shorter, or begins with other bytes than before ("copytruncate"): it is read from its start.
 *
 * A position saved by an earlier run names the file by its inode and by the hash of its beginning, so that reading goes on in the
 * right place when the file was rotated in the meantime.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where reading stands, in words that survive rotation. */
export interface Position {
  readonly inode: number
  readonly device: number
  /** Bytes. */
  readonly offset: number
  /** SHA-256 of the first `headBytes` of the file. */
  readonly head: string
  readonly headBytes: number
}

export type Piece =
  /** Bytes of the current file follow, from this offset on. */
  | { readonly kind: 'begin'; readonly file: OpenFile; readonly offset: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** Nothing more will come from the current file: a last line without its end is complete. */
  | { readonly kind: 'end' }
  /** Everything there was has been given out; more may come. */
  | { readonly kind: 'idle' }

export interface FollowOptions {
  readonly position?: Position | undefined
  /** Begin at the end of the file when there is no position. */
  readonly fromEnd?: boolean
  /** Stop at the end of the file instead of waiting for more. */
  readonly once?: boolean
  /** Aborted: read what is there by now, then stop. */
  readonly stop: AbortSignal
  readonly onNotice: (text: string) => void
  readonly pollMs?: number
  readonly graceMs?: number
}

/** @throws {Error} of the file system, such as ENOENT with `once` */
export async function* follow(path: string, options: FollowOptions): AsyncGenerator<Piece> {
  const { position, once = false, stop, fromEnd = false } = options
  for (const older of position === undefined ? [] : await unfinished(path, position, options.onNotice)) {
    yield* readWhole(older.path, older.offset)
  }
  let offset = position === undefined ? undefined : await continueAt(path, position)
  let old: OpenFile | undefined
  for (;;) {
    const file = once ? await OpenFile.open(path) : await appearance(path, options)
    if (file === undefined) return
    try {
      if (old !== undefined) for (const between of await generationsAfter(path, old, file)) yield* readWhole(between, 0)
      offset ??= fromEnd && old === undefined ? (await file.handle.stat()).size : 0
      yield { kind: 'begin', file, offset }
      const ended = yield* readOn(path, file, offset, options)
      if (!ended) return
      yield { kind: 'end' }
      if (once || stop.aborted) return
    } finally {
      await file.handle.close()
    }
    old = file
    offset = 0
  }
}

const POLL_MS = 250
const GRACE_MS = 1_000
const CHUNK_BYTES = 262_144
const HEAD_BYTES = 256

/** A file held open, known by what identifies it. */
export class OpenFile {
  readonly handle: FileHandle
  readonly inode: number
  readonly device: number
  #head: { readonly hash: string; readonly bytes: number } = { hash: hashOf(Buffer.alloc(0)), bytes: 0 }

  private constructor(handle: FileHandle, inode: number, device: number) {
    this.handle = handle
    this.inode = inode
    this.device = device
  }

  static async open(path: string): Promise<OpenFile> {
    const handle = await open(path, 'r')
    const { ino, dev } = await handle.stat()
    return new OpenFile(handle, ino, dev)
  }

  /** The saved form of an offset into this file. */
  position(offset: number): Position {
    return { inode: this.inode, device: this.device, offset, head: this.#head.hash, headBytes: this.#head.bytes }
  }

  /** Remembers the beginning of the file, as far as it was read. */
  async remember(offset: number): Promise<void> {
    const bytes = Math.min(HEAD_BYTES, offset)
    if (bytes > this.#head.bytes) this.#head = { hash: await headOf(this.handle, bytes), bytes }
  }

  /** False when the file begins with other bytes than those remembered: it was rewritten. */
  async beginsAsBefore(): Promise<boolean> {
    return (await headOf(this.handle, this.#head.bytes)) === this.#head.hash
  }

  forget(): void {
    this.#head = { hash: hashOf(Buffer.alloc(0)), bytes: 0 }
  }
}

/** Reads a file and waits for more. Returns true when it was replaced, false when told to stop. */
async function* readOn(
  path: string,
  file: OpenFile,
  start: number,
  options: FollowOptions,
): AsyncGenerator<Piece, boolean> {
  const { once = false, stop, pollMs = POLL_MS, graceMs = GRACE_MS } = options
  let offset = start
  let quietSinceMs = Date.now()
  let lastBytes: number | undefined
  await file.remember(offset)
  for (;;) {
    const { size } = await file.handle.stat()
    if (size < offset || (size > offset && !(await file.beginsAsBefore()))) {
      yield { kind: 'end' }
      offset = 0
      file.forget()
      yield { kind: 'begin', file, offset }
    }
    // Told to stop, a file that grows all the time must end somewhere: where it was then.
    if (stop.aborted) lastBytes ??= size
    const until = Math.min(size, lastBytes ?? size)
    while (offset < until) {
      const bytes = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, until - offset))
      const { bytesRead } = await file.handle.read(bytes, 0, bytes.length, offset)
      if (bytesRead === 0) break
      offset += bytesRead
      quietSinceMs = Date.now()
      await file.remember(offset)
      yield { kind: 'bytes', bytes: bytes.subarray(0, bytesRead) }
      if (stop.aborted) lastBytes ??= size
    }
    if (once) return true
    if (lastBytes !== undefined) return false
    yield { kind: 'idle' }
    if (Date.now() - quietSinceMs >= graceMs && (await isReplaced(path, file))) {
      if ((await file.handle.stat()).size === offset) return true
      continue
    }
    await pause(pollMs, stop)
  }
}

async function* readWhole(path: string, start: number): AsyncGenerator<Piece> {
  const file = await OpenFile.open(path).catch(() => undefined)
  // Rotated away under our hands: another name of it, or gone.
  if (file === undefined) return
  try {
    let offset = start
    yield { kind: 'begin', file, offset }
    for (;;) {
      const bytes = Buffer.allocUnsafe(CHUNK_BYTES)
      const { bytesRead } = await file.handle.read(bytes, 0, bytes.length, offset)
      if (bytesRead === 0) break
      offset += bytesRead
      await file.remember(offset)
      yield { kind: 'bytes', bytes: bytes.subarray(0, bytesRead) }
    }
    yield { kind: 'end' }
  } finally {
    await file.handle.close()
  }
}

/** Waits until there is a file of this name; undefined when told to stop before. */
async function appearance(
  path: string,
  { stop, onNotice, pollMs = POLL_MS }: FollowOptions,
): Promise<OpenFile | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await OpenFile.open(path)
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error
      if (attempt === 0) onNotice(`waiting for ${path}, which does not exist`)
    }
    if (stop.aborted) return undefined
    await pause(pollMs, stop)
  }
}

async function isReplaced(path: string, file: OpenFile): Promise<boolean> {
  const now = await stat(path).catch(() => undefined)
  return now !== undefined && (now.ino !== file.inode || now.dev !== file.device)
}

/** Where to go on in the file that has the path now; 0 when it is another one than the saved position means. */
async function continueAt(path: string, position: Position): Promise<number> {
  return (await matches(path, position)) ? position.offset : 0
}

/** Files of an earlier run that were rotated away before they were read to their ends, oldest first. */
async function unfinished(
  path: string,
  position: Position,
  onNotice: (text: string) => void,
): Promise<readonly { readonly path: string; readonly offset: number }[]> {
  if ((await matches(path, position)) || position.offset === 0) return []
  const siblings = await siblingsOf(path)
  for (const [index, sibling] of siblings.entries()) {
    if (!(await matches(sibling.path, position, sibling.inode !== position.inode))) continue
    return [
      { path: sibling.path, offset: position.offset },
      ...siblings.slice(index + 1).map((newer) => ({ path: newer.path, offset: 0 })),
    ]
  }
  onNotice(`the file that was being read as ${path} is gone: going on with what is there now, from its start`)
  return []
}

/** Generations that appeared after `old` and were rotated away before we saw them under the path, oldest first. */
async function generationsAfter(path: string, old: OpenFile, current: OpenFile): Promise<readonly string[]> {
  const siblings = await siblingsOf(path)
  const index = siblings.findIndex(({ inode }) => inode === old.inode)
  if (index === -1) return []
  return siblings
    .slice(index + 1)
    .filter(({ inode }) => inode !== current.inode)
    .map((sibling) => sibling.path)
}

/** Whether a file is the one a position was saved for and still holds everything up to it. A copy has another inode. */
async function matches(path: string, position: Position, mayBeCopy = false): Promise<boolean> {
  const file = await OpenFile.open(path).catch(() => undefined)
  if (file === undefined) return false
  try {
    const same = file.inode === position.inode && file.device === position.device
    if (!same && !(mayBeCopy && position.headBytes > 0)) return false
    if ((await file.handle.stat()).size < position.offset) return false
    return (await headOf(file.handle, position.headBytes)) === position.head
  } finally {
    await file.handle.close()
  }
}

interface Sibling {
  readonly path: string
  readonly inode: number
  readonly changedMs: number
}

/** Rotated generations beside a file, such as `app.log.1` or `app.log-20260102`, oldest first; compressed ones are left out. */
async function siblingsOf(path: string): Promise<readonly Sibling[]> {
  const directory = dirname(path)
  const name = basename(path)
  const names = await readdir(directory).catch(() => [])
  const rotated = names.filter(
    (candidate) =>
      candidate !== name &&
      /^[.\-_]/.test(candidate.slice(name.length)) &&
      candidate.startsWith(name) &&
      !COMPRESSED.test(candidate),
  )
  const siblings = await Promise.all(
    rotated.map(async (candidate) => {
      const full = join(directory, candidate)
      const stats = await stat(full).catch(() => undefined)
      return stats?.isFile() ? [{ path: full, inode: stats.ino, changedMs: stats.mtimeMs }] : []
    }),
  )
  return siblings.flat().sort((a, b) => a.changedMs - b.changedMs || compareSuffixes(a.path, b.path))
}

/** For equal times, whose resolution can be 10 ms: `app.log.2` is older than `app.log.1`, but `app.log-20260101` is older than `-20260102`. */
function compareSuffixes(a: string, b: string): number {
  const isCounter = /\.\d{1,4}$/.test(a) && /\.\d{1,4}$/.test(b)
  return (isCounter ? -1 : 1) * a.localeCompare(b, 'en', { numeric: true })
}

const COMPRESSED = /\.(gz|bz2|xz|zst|lz4|zip|tmp|swp)$/

async function headOf(handle: FileHandle, count: number): Promise<string> {
  const bytes = Buffer.alloc(count)
  const { bytesRead } = await handle.read(bytes, 0, count, 0)
  return hashOf(bytes.subarray(0, bytesRead))
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined)
}
