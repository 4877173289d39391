import type { AnyCommand, ExitCode, Surroundings } from './command.ts'
import { CommandError } from './command.ts'
import { commandHelp, overview } from './help.ts'
import { parseOptions, suggestion, UsageError } from './options.ts'

/** Runs one command line. Never rejects: every failure is one line on stderr and an exit code. */
export async function run(
  commands: readonly AnyCommand[],
  parameters: readonly string[],
  version: string,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout, stderr } = surroundings
  try {
    return await dispatch(commands, parameters, version, surroundings)
  } catch (error) {
    // The reader of our output went away (`| head`): that is its right.
    if (isBrokenPipe(error)) return 0
    if (error instanceof UsageError) {
      stderr.write(`atalaya: ${error.message}\nTry 'atalaya --help'.\n`)
      return 2
    }
    const expected = error instanceof CommandError
    stderr.write(
      `atalaya: ${expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message)}\n`,
    )
    return 1
  } finally {
    if (stdout.writableLength > 0 && !stdout.destroyed)
      await new Promise<void>((resolve) => stdout.write('', () => resolve()))
  }
}

async function dispatch(
  commands: readonly AnyCommand[],
  parameters: readonly string[],
  version: string,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const [name, ...rest] = parameters
  const { stdout } = surroundings
  if (name === undefined) {
    surroundings.stderr.write(overview(commands))
    return 2
  }
  if (name === '--version' || name === 'version') {
    stdout.write(`${version}\n`)
    return 0
  }
  const wanted = name === 'help' ? rest[0] : name
  if (wanted === undefined || wanted === '--help' || wanted === '-h') {
    stdout.write(overview(commands))
    return 0
  }
  const command = commands.find((candidate) => candidate.name === wanted)
  if (command === undefined) {
    const names = commands.map((candidate) => candidate.name)
    throw new UsageError(`unknown command '${wanted}'${suggestion(wanted, names, 'atalaya ')}`)
  }
  if (name === 'help' || asksForHelp(rest)) {
    stdout.write(commandHelp(command))
    return 0
  }
  const { values, positionals } = parseOptions(command.options as AnyCommand['options'], rest)
  return command.run({ values, positionals }, surroundings)
}

function asksForHelp(parameters: readonly string[]): boolean {
  const end = parameters.indexOf('--')
  return parameters.slice(0, end === -1 ? undefined : end).some((word) => word === '--help' || word === '-h')
}

export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && (error as { code?: string }).code === 'EPIPE'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
