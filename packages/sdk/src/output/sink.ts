/**
 * Where finished lines go: stdout, a file, an agent, memory.
 *
 * A sink never throws and never waits: it is called from business code.
 */
export interface Sink {
  /** Takes one or more whole lines, each ending in a line feed. */
  write(lines: string): void

  /** Resolves when everything written before has left the process, or cannot leave it any more. */
  flush(): Promise<void>
}
