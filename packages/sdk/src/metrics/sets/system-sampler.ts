import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'

/** The state of the process and the machine under it. */
export interface SystemSample {
  /** Memory of this process. */
  readonly memoryBytes: number
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  /** Of the machine, or of the container when it has a limit. */
  readonly memoryPercent: number
  /** Of the machine, since the sample before. */
  readonly cpuPercent: number
  /** Of this process, since the sample before; 100 is one core. */
  readonly processCpuPercent: number
  /** Of the disk that holds the path; undefined until it is known. */
  readonly diskPercent: number | undefined
  /** How late timers fire, since the sample before. */
  readonly eventLoopDelayP50Ms: number
  readonly eventLoopDelayP99Ms: number
  readonly eventLoopDelayMaxMs: number
  /** Sockets, timers, files and other things that keep the process busy. */
  readonly handles: number
  readonly uptimeSeconds: number
}

/** Takes samples. Each covers the time since the one before; the first the time since the sampler was made. */
export class SystemSampler {
  readonly #diskPath: string
  readonly #delay: ReturnType<typeof monitorEventLoopDelay> = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
  #cpu: CpuTimes = cpuTimes()
  #processCpu: NodeJS.CpuUsage = process.cpuUsage()
  #sinceMs: number = performance.now()
  #diskPercent: number | undefined

  /** @param diskPath - the disk of this folder is watched. Default: where the service runs */
  constructor(diskPath: string = process.cwd()) {
    this.#diskPath = diskPath
    this.#delay.enable()
    void this.#readDisk()
  }

  sample(): SystemSample {
    void this.#readDisk()
    const memory = process.memoryUsage()
    const sample = {
      memoryBytes: memory.rss,
      heapUsedBytes: memory.heapUsed,
      heapTotalBytes: memory.heapTotal,
      memoryPercent: memoryPercent(memory.rss),
      ...this.#cpuPercents(),
      diskPercent: this.#diskPercent,
      eventLoopDelayP50Ms: delayMs(this.#delay.percentile(50)),
      eventLoopDelayP99Ms: delayMs(this.#delay.percentile(99)),
      eventLoopDelayMaxMs: delayMs(this.#delay.max),
      handles: process.getActiveResourcesInfo().length,
      uptimeSeconds: process.uptime(),
    }
    this.#delay.reset()
    return sample
  }

  close(): void {
    this.#delay.disable()
  }

  #cpuPercents(): Pick<SystemSample, 'cpuPercent' | 'processCpuPercent'> {
    const cpu = cpuTimes()
    const processCpu = process.cpuUsage()
    const nowMs = performance.now()
    const total = cpu.total - this.#cpu.total
    const usedMs = (processCpu.user + processCpu.system - this.#processCpu.user - this.#processCpu.system) / 1_000
    const elapsedMs = Math.max(1, nowMs - this.#sinceMs)
    const cpuPercent = total > 0 ? percent(total - (cpu.idle - this.#cpu.idle), total) : 0
    const processCpuPercent = Math.min(100 * availableParallelism(), (usedMs / elapsedMs) * 100)
    this.#cpu = cpu
    this.#processCpu = processCpu
    this.#sinceMs = nowMs
    return { cpuPercent, processCpuPercent }
  }

  async #readDisk(): Promise<void> {
    try {
      this.#diskPercent = await diskPercent(this.#diskPath)
    } catch {
      this.#diskPercent = undefined
    }
  }
}

const DELAY_RESOLUTION_MS = 20

interface CpuTimes {
  readonly idle: number
  readonly total: number
}

function cpuTimes(): CpuTimes {
  let idle = 0
  let total = 0
  for (const { times } of cpus()) {
    idle += times.idle
    total += times.user + times.nice + times.sys + times.idle + times.irq
  }
  return { idle, total }
}

/** How full the disk is that holds this folder. Rejects when there is none. */
export async function diskPercent(path: string): Promise<number> {
  const { blocks, bfree, bavail } = await statfs(path)
  const used = blocks - bfree
  // As `df` counts: what only root may use is neither used nor free.
  return percent(used, used + bavail)
}

/** How full the memory is, of the machine, or of the container when it has a limit. */
export function memoryPercent(rssBytes: number): number {
  const machineBytes = totalmem()
  const limitBytes = process.constrainedMemory?.() ?? 0
  // Without a limit Node gives 0 or a number beyond the memory of the machine.
  const limited = limitBytes > 0 && limitBytes < machineBytes
  return limited ? percent(rssBytes, limitBytes) : percent(machineBytes - freemem(), machineBytes)
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0
}

/** The monitor measures whole intervals in nanoseconds: what is beyond its resolution is delay. NaN before the first. */
function delayMs(nanoseconds: number): number {
  return Math.max(0, (nanoseconds || 0) / 1e6 - DELAY_RESOLUTION_MS)
}
