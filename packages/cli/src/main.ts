import { readFileSync } from 'node:fs'
import process from 'node:process'
import { commands } from './commands/index.ts'
import { run } from './run.ts'

const stop = new AbortController()
const abandon = new AbortController()

// The first signal asks, the second insists, the third finds us deaf and ends the process.
let signals = 0
function onSignal(): void {
  signals++
  if (signals === 1) stop.abort()
  else if (signals === 2) abandon.abort()
  else process.exit(1)
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

// Who started us with a channel wants us to end with them.
if (process.channel !== undefined) {
  process.once('disconnect', () => stop.abort())
  process.channel.unref()
}

// `atalaya tail | head`: the reader went away, so we are done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const { stdin, stdout, stderr, env } = process
process.exitCode = await run(commands, process.argv.slice(2), version, {
  stdin,
  stdout,
  stderr,
  env,
  stop: stop.signal,
  abandon: abandon.signal,
})
