import { awsOptions } from '../aws/from-settings.ts'
import { FileSink } from '../output/file-sink.ts'
import { RecentLines } from '../output/recent-lines.ts'
import type { Sink } from '../output/sink.ts'
import { stdoutSink } from '../output/stdout-sink.ts'
import type { Warn } from '../output/warnings.ts'
import type { Settings } from '../settings/record.ts'
import { captureConsole } from './capture-console.ts'
import { CloudWatchLogsSink } from './cloudwatch-sink.ts'
import { LineTarget } from './line-target.ts'
import { configureLogs, getLogger } from './logs.ts'

export interface LogSetUp {
  /** The latest lines, for a page that shows them. */
  readonly recent: RecentLines
  /** Resolves when every line has left the process. */
  flush(): Promise<void>
  /** Flushes, closes files, and leaves the log as it was before. */
  close(): Promise<void>
}

export interface LogSetUpOptions {
  /** Names this instance, for the log stream. */
  readonly instanceId?: string | undefined
  /** Further outputs. */
  readonly sinks?: readonly Sink[] | undefined
  readonly redactPaths?: readonly string[] | undefined
  readonly warn?: Warn | undefined
}

/** Sets up the log of the process as the settings say. */
export function setUpLogs(settings: Settings, options: LogSetUpOptions = {}): LogSetUp {
  const { log, service } = settings
  const { instanceId = 'instance', sinks = [], redactPaths, warn } = options
  const recent = new RecentLines(log.recentLines)
  const closing: { close(): Promise<void> }[] = []
  const outputs: Sink[] = [...sinks]
  if (log.stdout) outputs.push(stdoutSink())
  if (log.recentLines > 0) outputs.push(recent)
  if (log.file !== '') {
    const file = new FileSink({ path: log.file, maxBytes: log.fileMaxBytes, keep: log.fileKeep, warn })
    outputs.push(file)
    closing.push(file)
  }
  if (log.cloudwatchGroup !== '') {
    const stream = log.cloudwatchStream || `${service.name}/${instanceId}`.replace(/[:*]/g, '-')
    const sink = new CloudWatchLogsSink({
      group: log.cloudwatchGroup,
      stream,
      ...awsOptions(settings),
      warn,
    })
    outputs.push(sink)
    closing.push(sink)
  }
  const { name, version, environment } = service
  const target = new LineTarget({
    sinks: outputs,
    level: log.enabled ? log.level : 'off',
    format: log.format,
    fields: { service: name, ...(version === '' ? {} : { version }), environment },
    redact: { kinds: log.redact, paths: redactPaths },
    warn,
  })
  const restore = configureLogs(target)
  const release = log.captureConsole ? captureConsole(getLogger('console')) : () => {}
  return {
    recent,
    flush: () => target.flush(),
    async close() {
      release()
      restore()
      await target.flush()
      await Promise.all(closing.map((output) => output.close()))
    },
  }
}
