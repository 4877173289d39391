import { AwsFailure, logsClient } from '../aws/client.ts'
import { resolveTarget, targetOptions } from '../aws/target.ts'
import { type AnyCommand, CommandError, command, type ExitCode } from '../command.ts'
import { integer, texts, toggle, UsageError } from '../options.ts'
import { caret, csv, jsonLines, problemText, progressLine, table } from '../query/format.ts'
import { runQuery } from '../query/run-query.ts'
import { since, sinceMs } from '../tail/since.ts'

export const query: AnyCommand = command({
  name: 'query',
  summary: 'Run a Logs Insights query and print its rows.',
  positionals: 'QUERY',
  about:
    'A table on a terminal, one JSON object a line otherwise. A query that is not the language is shown with a caret at the place.',
  options: {
    'log-group': texts(
      'Log groups to read, by name or ARN, separated by commas; not with SOURCE in the query.',
      'NAMES',
    ),
    since: since('How far back to look.', '1h'),
    until: since('Up to when.', '0s'),
    limit: integer('Rows when the query has no limit.', 'ROWS', { min: 1, max: 100_000 }),
    json: toggle('One JSON object a line, on a terminal too.'),
    csv: toggle('Comma-separated values with a header line.'),
    ...targetOptions,
  },
  examples: [
    `atalaya query 'stats count(*) by bin(5m)' --log-group /demo/api --since 1h`,
    `atalaya query 'filter level = "error" | sort @timestamp desc | limit 20' --log-group /demo/api --csv > errors.csv`,
  ],
  run: async ({ values, positionals }, { stdout, stderr, env, stop }): Promise<ExitCode> => {
    const [queryString, ...more] = positionals
    if (queryString === undefined) {
      throw new UsageError(`query needs a query, such as: atalaya query 'stats count(*)' --log-group /demo/api`)
    }
    if (more.length > 0) throw new UsageError(`query takes one query, in quotes; got also '${more.join("', '")}'`)
    if (values.json && values.csv) throw new UsageError('--json and --csv exclude each other')
    const nowMs = Date.now()
    const client = logsClient(resolveTarget(values, env))
    const isTerminal = stdout.isTTY === true
    const showProgress = (line: string): void => {
      if (stderr.isTTY === true) stderr.write(`\r\u001b[K${line}`)
    }
    try {
      const request = {
        queryString,
        logGroups: values['log-group'],
        startMs: sinceMs(values.since, nowMs),
        endMs: sinceMs(values.until, nowMs),
        limit: values.limit,
      }
      const { rows, progress, failure } = await runQuery(
        client,
        request,
        (now) => showProgress(progressLine(now)),
        stop,
      )
      showProgress('')
      stdout.write(values.csv ? csv(rows) : values.json || !isTerminal ? jsonLines(rows) : table(rows))
      if (stderr.isTTY === true) stderr.write(`${rowsText(rows.length)}. ${progressLine(progress)}\n`)
      if (progress.status === 'Complete') return 0
      throw new CommandError(
        `the query ended with status ${progress.status}${failure === undefined ? '' : `: ${failure}`}`,
      )
    } catch (error) {
      showProgress('')
      if (error instanceof AwsFailure) throw explain(error, queryString)
      throw error
    } finally {
      client.close()
    }
  },
})

function rowsText(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`
}

/** With the place, when the service tells it. */
function explain(error: AwsFailure, queryString: string): CommandError {
  const { queryCompileError } = error.body as {
    queryCompileError?: { message?: string; location?: { startCharOffset?: number; endCharOffset?: number } }
  }
  const { startCharOffset: start, endCharOffset: end } = queryCompileError?.location ?? {}
  if (start === undefined || end === undefined) return new CommandError(error.message, { cause: error })
  const message = `${problemText(queryCompileError?.message ?? error.message)}\n${caret(queryString, start, end)}`
  return new CommandError(message, { cause: error })
}
