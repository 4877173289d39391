import { readFileSync } from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
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
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(path, mine)) return () => removeFile(path)
    const holder = parse(await readIfPresent(path))
    if (holder !== undefined && isAlive(holder)) {
      throw new Error(
        `The data folder ${folder} is in use by process ${holder.pid}; stop that process or choose another folder`,
      )
    }
    // The rename lets exactly one of several starters take the stale file away.
    const stale = `${path}.stale-${process.pid}`
    try {
      await rename(path, stale)
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error
    }
    await removeFile(stale)
  }
  throw new Error(`The data folder ${folder} could not be locked: others keep taking ${path}`)
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const handle = await open(path, 'wx')
    try {
      await writeFile(handle, JSON.stringify(holder))
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
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
  return started === undefined || holder.started === undefined || started === holder.started
}

/** Start time of a process in clock ticks since boot, on Linux. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name in parentheses may hold spaces; field 22 is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
