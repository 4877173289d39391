/**
 * What has to happen before the process ends, in order: producers hand their last lines over, then outputs write them out.
 *
 * One listener of `exit` for all, which runs on `process.exit`, on an uncaught exception and at the end of the program. What
 * needs the network registers a `drain`, which runs on `beforeExit` and by `shutDown`. A signal ends a process
 * without any of that: whoever owns the process calls `shutDownOnSignals`.
 */
import { constants } from 'node:os'
import process from 'node:process'
import { held } from './held.ts'

const PHASES = ['produce', 'write'] as const

/** `produce`: give what is left to outputs. `write`: bring it out of the process. */
export type ExitPhase = (typeof PHASES)[number]

const hooks: Readonly<Record<ExitPhase, Set<() => void>>> = { produce: new Set(), write: new Set() }
const drains = new Set<() => Promise<void>>()
let listening = false

/** Runs `hook` at exit. It must be synchronous. Returns how to take it back. */
export function onExit(phase: ExitPhase, hook: () => void): () => void {
  listen()
  hooks[phase].add(hook)
  return () => hooks[phase].delete(hook)
}

/** Runs `drain` when the program has nothing left to do, and at `shutDown`. Returns how to take it back. */
export function onDrain(drain: () => Promise<void>): () => void {
  listen()
  // An output of the service may throw instead of rejecting.
  const safe = async () => drain()
  drains.add(safe)
  return () => drains.delete(safe)
}

/**
 * Brings everything out: what goes over the network within `timeoutMs`, then the rest.
 *
 * @param timeoutMs - default 3,000
 */
export async function shutDown(timeoutMs = 3_000): Promise<void> {
  await held(drain(), timeoutMs)
  runExitHooks('write')
}

/** Brings out what waits for its interval and what goes over the network. Ends nothing, so it may be done again and again. */
export async function drain(): Promise<void> {
  runExitHooks('produce')
  await Promise.allSettled([...drains].map((one) => one()))
}

/**
 * On SIGTERM and SIGINT: `before`, then `shutDown`, then the process ends by that signal as it would have without us.
 *
 * A signal that comes again meanwhile is the same one, passed on by npm or by a framework that has shut down its part; later it is
 * somebody who cannot wait, and ends the process with what can be brought out at once.
 *
 * @returns how to stop listening
 */
export function shutDownOnSignals(before: () => Promise<void> | void = () => {}): () => void {
  let begunMs: number | undefined
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      if (begunMs === undefined) {
        begunMs = performance.now()
        void Promise.resolve()
          .then(before)
          .catch(() => {})
          .then(() => shutDown())
          .finally(() => end(signal))
      } else if (performance.now() - begunMs > REPEATS_MS[signal]) {
        for (const phase of PHASES) runExitHooks(phase)
        end(signal)
      }
    }
    process.on(signal, listener)
    return { signal, listener }
  })
  const stop = () => {
    for (const { signal, listener } of listeners) process.removeListener(signal, listener)
  }
  const end = (signal: (typeof SIGNALS)[number]) => {
    stop()
    // Somebody else listens too: the end of the process is then theirs to decide.
    if (process.listenerCount(signal) > 0) return
    process.kill(process.pid, signal)
    // The first process of a container: Linux passes no signal on to it that it does not listen to.
    if (process.pid === 1) process.exit(128 + constants.signals[signal])
  }
  return stop
}

/** How long the same signal is no further one. Orchestrators send SIGTERM once, and then what nobody can listen to. */
const REPEATS_MS = { SIGTERM: 15_000, SIGINT: 1_000 } as const

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

function listen(): void {
  if (listening) return
  listening = true
  process.once('exit', () => {
    for (const phase of PHASES) runExitHooks(phase)
  })
  process.on('beforeExit', drainAll)
}

/** Once: a drain that makes work would otherwise bring `beforeExit` again and again. */
function drainAll(): void {
  process.removeListener('beforeExit', drainAll)
  for (const drain of drains) void drain().catch(() => {})
}

function runExitHooks(phase: ExitPhase): void {
  for (const hook of hooks[phase]) {
    try {
      hook()
    } catch {
      // One output that fails at the end must not take the others with it.
    }
  }
}
