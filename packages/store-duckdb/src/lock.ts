import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, rename, writeFile } from 'node:fs/promises'
import { isErrno, readIfPresent, removeFile } from './files.ts'

interface Holder {
  readonly pid: number
  /** When that process started, in the kernel's words, so that a reused pid is not taken for it. Absent where unknown. */
  readonly started?: string
}

/**
 * Takes the lock file of a data folder for this process, replacing one whose process is gone.
 *
 * @returns a function that gives the lock back
 * @throws {Error} naming the folder and the process that has it open
 */
export async function lockFolder(path: string, folder: string): Promise<() => Promise<void>> {
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) }
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    if (await create(path, mine)) return () => removeFile(path)
    const text = await readIfPresent(path)
    const holder = parse(text)
    if (holder === undefined || !isAlive(holder)) await removeStale(path, text)
    // A process that was killed a moment ago may still be going.
    else if (Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    else {
      throw new Error(
        `The data folder ${folder} is in use by process ${holder.pid}; stop that process or choose another folder`,
      )
    }
  }
}

const PATIENCE_MS = 1000
const RETRY_MS = 50

/** Takes a lock file away, unless it is no longer the one that was found stale. */
async function removeStale(path: string, text: string | undefined): Promise<void> {
  const stale = `${path}.${process.pid}-${randomUUID()}`
  try {
    // The rename lets exactly one of several starters have it.
    await rename(path, stale)
    if ((await readIfPresent(stale)) !== text) await rename(stale, path)
    else await removeFile(stale)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}

/** The file appears with its content: a starter that comes by in between must not take it for one that was cut off. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.${process.pid}-${randomUUID()}`
  try {
    await writeFile(draft, JSON.stringify(holder))
    await link(draft, path)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  } finally {
    await removeFile(draft)
  }
}

function parse(text: string | undefined): Holder | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as Holder) : undefined
  } catch {
    // Cut off by a crash while it was written: nobody holds it.
    return undefined
  }
}

/** One process may hold a folder once, so our own pid counts as alive only if we started it: see `started`. */
function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return isErrno(error, 'EPERM')
  }
  const started = startOf(holder.pid)
  if (started === GONE) return false
  return started === undefined || holder.started === undefined || started === holder.started
}

/** What {@link startOf} says of a process that has ended and waits for its parent to notice. */
const GONE = 'gone'

/** Start time of a process in clock ticks since boot, on Linux. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name in parentheses may hold spaces. After it: field 3, the state, to field 22, the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? GONE : fields[19]
  } catch {
    return undefined
  }
}
