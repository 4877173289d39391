import { arch, platform, release } from 'node:os'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import process from 'node:process'
import type { Metrics } from '../registry.ts'
import { type SystemSample, SystemSampler } from './system-sampler.ts'

export interface SystemMetricsOptions {
  /** Milliseconds. Default: 15,000. */
  readonly intervalMs?: number | undefined
  /** The disk of this folder is watched. Default: where the service runs. */
  readonly diskPath?: string | undefined
}

/**
 * Keeps metrics of the process and its machine: memory, CPU, disk, event loop, garbage collection, handles.
 *
 * @returns how to stop
 */
export function startSystemMetrics(metrics: Metrics, options: SystemMetricsOptions = {}): () => void {
  if (!metrics.enabled) return () => {}
  const { intervalMs = 15_000, diskPath } = options
  const sampler = new SystemSampler(diskPath)
  const { setState, setUse } = gauges(metrics)
  const tick = () => {
    const sample = sampler.sample()
    setState(sample)
    setUse(sample)
  }
  // Of no time at all there is no use of a CPU: it would be none, or all.
  setState(sampler.sample())
  const first = setTimeout(tick, Math.min(FIRST_MS, intervalMs))
  const timer = setInterval(tick, intervalMs)
  first.unref()
  timer.unref()
  const stopGc = observeGarbageCollection(metrics)
  return () => {
    clearTimeout(first)
    clearInterval(timer)
    stopGc()
    sampler.close()
  }
}

const FIRST_MS = 1_000

interface Gauges {
  /** What stands as it is at the moment. */
  setState(sample: SystemSample): void
  /** What was used since the sample before. */
  setUse(sample: SystemSample): void
}

function gauges(metrics: Metrics): Gauges {
  const gauge = (name: string, help: string) => metrics.gauge(name, { help })
  const memory = gauge('memory_usage_bytes', 'Memory of the process.')
  const memoryPercent = gauge('memory_usage_percent', 'Memory in use, of the machine or of the limit of the container.')
  const heapUsed = gauge('nodejs_heap_used_bytes', 'Heap in use.')
  const heapTotal = gauge('nodejs_heap_total_bytes', 'Heap that is set aside.')
  const cpu = gauge('cpu_usage_percent', 'CPU in use, of the machine.')
  const processCpu = gauge('process_cpu_usage_percent', 'CPU this process uses; 100 is one core.')
  const disk = gauge('disk_usage_percent', 'Disk in use.')
  const delay = metrics.gauge('nodejs_eventloop_delay_seconds', { help: 'How late timers fire.', labels: ['stat'] })
  const handles = gauge('nodejs_active_handles', 'Sockets, timers, files and requests under way.')
  const uptime = gauge('process_uptime_seconds', 'Time since the process started.')
  const info = metrics.gauge('system_info', {
    help: 'What the service runs on.',
    labels: ['platform', 'release', 'arch', 'node_version'],
  })
  info.at(platform(), release(), arch(), process.version).set(1)
  return {
    setState(sample) {
      memory.set(sample.memoryBytes)
      memoryPercent.set(sample.memoryPercent)
      heapUsed.set(sample.heapUsedBytes)
      heapTotal.set(sample.heapTotalBytes)
      if (sample.diskPercent !== undefined) disk.set(sample.diskPercent)
      handles.set(sample.handles)
      uptime.set(sample.uptimeSeconds)
    },
    setUse(sample) {
      cpu.set(sample.cpuPercent)
      processCpu.set(sample.processCpuPercent)
      delay.at('p50').set(sample.eventLoopDelayP50Ms / 1_000)
      delay.at('p99').set(sample.eventLoopDelayP99Ms / 1_000)
      delay.at('max').set(sample.eventLoopDelayMaxMs / 1_000)
    },
  }
}

function observeGarbageCollection(metrics: Metrics): () => void {
  const durations = metrics.histogram('nodejs_gc_duration_seconds', {
    help: 'Pauses of garbage collection.',
    labels: ['kind'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
  })
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as { detail?: { kind?: number } }).detail ?? {}
      durations.at(KINDS.get(kind ?? 0) ?? 'other').observe(entry.duration / 1_000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}

const KINDS: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak_callbacks'],
])
