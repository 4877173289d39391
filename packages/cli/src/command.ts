import type { Readable, Writable } from 'node:stream'
import type { Options, Values } from './options.ts'

/** 0: done. 1: it failed. 2: the command line is wrong. */
export type ExitCode = 0 | 1 | 2

export interface Command<O extends Options> {
  readonly name: string
  readonly summary: string
  /** `NAME [FILE...]`, for help. */
  readonly positionals?: string
  /** Paragraphs below the summary in help. */
  readonly about?: string
  readonly options: O
  readonly examples?: readonly string[]
  readonly run: (input: CommandInput<O>, surroundings: Surroundings) => Promise<ExitCode>
}

export interface CommandInput<O extends Options> {
  readonly values: Values<O>
  readonly positionals: readonly string[]
}

/** The world as a command sees it; tests bring their own. */
export interface Surroundings {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by the first SIGINT or SIGTERM: finish what is under way. */
  readonly stop: AbortSignal
  /** Aborted by the second one: give up. */
  readonly abandon: AbortSignal
}

// biome-ignore lint/suspicious/noExplicitAny: commands with different options in one list.
export type AnyCommand = Command<any>

/** Keeps the types of the options together with the code that reads them. */
export function command<O extends Options>(declaration: Command<O>): Command<O> {
  return declaration
}

/** What went wrong at run time, in one line for whoever typed the command. The exit code is 1. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError'
}
