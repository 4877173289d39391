import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type LoadOrder, type LoadResult, runLoad } from './load.ts'

/** The same load against a bare `node:http` + `JSON.parse` server, which stores nothing. */
export async function runBareLoad(order: Omit<LoadOrder, 'url'>): Promise<LoadResult> {
  const script = fileURLToPath(new URL('bare-server.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    return await runLoad({ ...order, url: line.trim() })
  } finally {
    child.kill()
  }
}
