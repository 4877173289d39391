import type { AnyCommand } from './command.ts'
import type { Options } from './options.ts'

export function overview(commands: readonly AnyCommand[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return `Usage: atalaya COMMAND [OPTION...]

CloudWatch, X-Ray and their alarms on your own machine.

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

  atalaya COMMAND --help   options and examples of a command
  atalaya --version        the version

Exit codes: 0 done, 1 failed, 2 wrong command line.
`
}

export function commandHelp(command: AnyCommand): string {
  const { name, summary, positionals, about, options, examples = [] } = command
  const usage = ['Usage: atalaya', name, positionals, '[OPTION...]'].filter((part) => part !== undefined).join(' ')
  const parts = [
    usage,
    summary,
    ...(about === undefined ? [] : [about]),
    `Options:\n${optionLines(options as Options)}`,
    ...(examples.length === 0 ? [] : [`Examples:\n${examples.map((example) => `  ${example}`).join('\n')}`]),
  ]
  return `${parts.join('\n\n')}\n`
}

function optionLines(options: Options): string {
  const rows = Object.entries(options).map(([name, { placeholder, summary, shown }]) => ({
    left: `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`,
    right: shown === undefined ? summary : `${summary} [${shown}]`,
  }))
  rows.push({ left: '--help', right: 'Print this.' })
  const width = Math.min(30, Math.max(...rows.map(({ left }) => left.length)))
  return rows
    .map(({ left, right }) =>
      left.length > width ? `  ${left}\n${' '.repeat(width + 4)}${right}` : `  ${left.padEnd(width)}  ${right}`,
    )
    .join('\n')
}
