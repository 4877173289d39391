import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTool, freePort, given, type Tool, untilOpen } from './tools.ts'

/** Redis of this machine; `ATALAYA_TEST_REDIS` names another executable. */
export const redisServer: Tool = findTool(
  'redis-server',
  [...given('ATALAYA_TEST_REDIS'), 'redis-server'],
  ['--version'],
  /Redis server|Valkey/,
)

export interface RunningRedis {
  readonly port: number
  /** `redis://127.0.0.1:port` */
  readonly url: string
  stop(): Promise<void>
}

/** An empty Redis that keeps nothing, on a port of its own. Use with `describeWith(redisServer, ...)`. */
export async function startRedis(path: string): Promise<RunningRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-redis-'))
  const port = await freePort()
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const child = spawn(path, settings, { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  await untilOpen('Redis', port, () => child.exitCode === null, ping).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { port, url: `redis://127.0.0.1:${port}`, stop }
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_000, () => end(false))
    socket.on('data', (bytes) => end(bytes.toString().startsWith('+PONG')))
    socket.on('error', () => end(false))
  })
}
