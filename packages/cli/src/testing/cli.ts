import { PassThrough, type Readable } from 'node:stream'
import { commands } from '../commands/index.ts'
import { run } from '../run.ts'

/** Runs a command line in this process. */
export function cli(line: readonly string[], env: Readonly<Record<string, string>> = {}, stdin: Readable = empty()) {
  const stop = new AbortController()
  const abandon = new AbortController()
  const stdout = collect()
  const stderr = collect()
  const done = run(commands, line, '1.2.3', {
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    stop: stop.signal,
    abandon: abandon.signal,
  })
  return { done, stdout: stdout.text, stderr: stderr.text, stop: () => stop.abort(), abandon: () => abandon.abort() }
}

function empty(): Readable {
  return new PassThrough().end()
}

function collect() {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return { stream, text: () => text }
}
