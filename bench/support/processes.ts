import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Clock ticks of /proc; 100 on every Linux that matters. */
const TICKS_PER_SECOND = 100

/** CPU time that a process has used so far, in seconds; NaN where there is no /proc. */
export function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return Number.NaN
  }
}

/** Bytes that a process has read from files and sockets so far; NaN where there is no /proc. */
export function bytesReadBy(pid: number | undefined): number {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
  } catch {
    return Number.NaN
  }
}

/** Resident memory of a process in MiB; NaN where there is no /proc. */
export function residentMib(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
  } catch {
    return Number.NaN
  }
}

/** Bytes of all files below a folder, by name of the first folder level. */
export function folderBytes(folder: string): Readonly<Record<string, number>> {
  const sizes: Record<string, number> = {}
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    try {
      const { size } = statSync(join(folder, name))
      if (!statSync(join(folder, name)).isFile()) continue
      const top = name.includes('/') ? (name.split('/')[0] as string) : '.'
      sizes[top] = (sizes[top] ?? 0) + size
    } catch {
      // A file that went while we looked takes no space.
    }
  }
  return sizes
}

export function total(sizes: Readonly<Record<string, number>>): number {
  return Object.values(sizes).reduce((sum, size) => sum + size, 0)
}
