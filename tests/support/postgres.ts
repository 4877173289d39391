import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { findTool, freePort, given, type Tool, untilOpen } from './tools.ts'

/** PostgreSQL of this machine: the path is that of `postgres`, and `initdb` is beside it. `ATALAYA_TEST_POSTGRES` names another. */
export const postgresServer: Tool = findTool(
  'PostgreSQL',
  [...given('ATALAYA_TEST_POSTGRES'), ...debianVersions(), 'postgres'],
  ['--version'],
  /PostgreSQL/,
)

export interface RunningPostgres {
  readonly port: number
  /** `postgres://postgres@127.0.0.1:port/postgres`; no password is asked for. */
  readonly url: string
  stop(): Promise<void>
}

/** An empty cluster that does not sync, on a port of its own. Use with `describeWith(postgresServer, ...)`. */
export async function startPostgres(path: string): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-postgres-'))
  const user = unprivileged()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' } }
  const data = join(folder, 'data')
  const made = spawnSync(
    path.replace(/postgres$/, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...options, encoding: 'utf8', timeout: 60_000 },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'shared_buffers=16MB', 'max_connections=30']
  const child = spawn(
    path,
    ['-D', data, '-p', `${port}`, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: 'ignore' },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    // First wait for clients that are just saying goodbye, who would else be told off; then end who stays.
    child.kill('SIGTERM')
    const impatient = setTimeout(() => child.kill('SIGINT'), 1_000)
    await exited
    clearTimeout(impatient)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilOpen(
    'PostgreSQL',
    port,
    () => child.exitCode === null,
    () => answers(url),
  ).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { port, url, stop }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  return undefined
}

/** Debian keeps every version in a folder of its own, none of them on the path. Newest first. */
function debianVersions(): string[] {
  try {
    const versions = readdirSync('/usr/lib/postgresql').toSorted((one, other) => Number(other) - Number(one))
    return versions.map((version) => `/usr/lib/postgresql/${version}/bin/postgres`)
  } catch {
    return []
  }
}
