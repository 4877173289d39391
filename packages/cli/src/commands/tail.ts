import { once } from 'node:events'
import { AwsFailure, logsClient } from '../aws/client.ts'
import { resolveTarget, targetOptions } from '../aws/target.ts'
import { type AnyCommand, CommandError, command, type ExitCode } from '../command.ts'
import { choice, text, texts, toggle, UsageError } from '../options.ts'
import { eventJson, FORMATS, formatEvent } from '../tail/format.ts'
import { pollEvents } from '../tail/poll.ts'
import { since, sinceMs } from '../tail/since.ts'
import { paint } from '../terminal.ts'

export const tail: AnyCommand = command({
  name: 'tail',
  summary: 'Print the events of a log group, and new ones as they come in.',
  positionals: 'NAME',
  about: 'Takes the options of `aws logs tail`. Colours only on a terminal.',
  options: {
    follow: toggle('Go on with new events until stopped.'),
    since: since('How far back to begin.', '10m'),
    'filter-pattern': text('Only events that match this CloudWatch Logs filter pattern.', 'PATTERN'),
    'log-stream-names': texts('Only these log streams, separated by commas; may be repeated.', 'NAMES'),
    format: choice('How events look.', FORMATS, 'detailed'),
    json: toggle('One JSON object a line, with all members, for programs.'),
    ...targetOptions,
  },
  examples: [
    'atalaya tail /demo/api --follow',
    'atalaya tail /demo/api --since 1h --filter-pattern \'{ $.level = "error" }\' --format short',
    'atalaya tail /demo/api --json | jq -r .message',
  ],
  run: async ({ values, positionals }, { stdout, stderr, env, stop }): Promise<ExitCode> => {
    const [logGroupName, ...more] = positionals
    if (logGroupName === undefined)
      throw new UsageError('tail needs the name of a log group, such as: atalaya tail /demo/api')
    if (more.length > 0) throw new UsageError(`tail takes one log group, got also '${more.join("', '")}'`)
    if (values['log-stream-names'].length > 100)
      throw new UsageError(`--log-stream-names takes at most 100 names, got ${values['log-stream-names'].length}`)
    const target = resolveTarget(values, env)
    const client = logsClient(target)
    const colours = paint(stdout, env)
    try {
      const events = pollEvents({
        client,
        logGroupName,
        logStreamNames: values['log-stream-names'],
        filterPattern: values['filter-pattern'],
        startMs: sinceMs(values.since, Date.now()),
        follow: values.follow,
        stop,
        onNotice: (line) => void stderr.write(`atalaya tail: ${line}\n`),
      })
      for await (const event of events) {
        const line = values.json ? eventJson(event) : formatEvent(event, values.format, colours)
        if (!stdout.write(line)) await once(stdout, 'drain')
      }
      return 0
    } catch (error) {
      if (error instanceof AwsFailure) throw new CommandError(error.message, { cause: error })
      throw error
    } finally {
      client.close()
    }
  },
})
