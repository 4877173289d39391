import { spawnSync } from 'node:child_process'
import process from 'node:process'
import type { AwsClient } from '../aws/aws-client.ts'

/**
 * Sends requests while the process ends, through a child that does nothing else. Waits for it, at most 5 seconds.
 *
 * The child signs nothing: it gets finished requests, so that no secret leaves this process but the signatures.
 */
export function sendAtExit(client: AwsClient, bodies: readonly string[], create: boolean): void {
  const requests = bodies.flatMap((body) => {
    const { logGroupName, logStreamName } = JSON.parse(body) as Readonly<Record<string, string>>
    const put = client.prepare('PutLogEvents', body)
    if (put === undefined) return []
    if (!create) return [put]
    const group = client.prepare('CreateLogGroup', JSON.stringify({ logGroupName }))
    const stream = client.prepare('CreateLogStream', JSON.stringify({ logGroupName, logStreamName }))
    return [group, stream, put].filter((request) => request !== undefined)
  })
  if (requests.length === 0) return
  spawnSync(process.execPath, ['--input-type=commonjs', '--eval', SCRIPT], {
    input: JSON.stringify(requests),
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: PATIENCE_MS,
    // Preloaded modules and debuggers of the service are not for the child.
    env: { ...process.env, NODE_OPTIONS: '' },
  })
}

const PATIENCE_MS = 5_000

const SCRIPT = `
let text = ''
process.stdin.setEncoding('utf8').on('data', (part) => { text += part }).on('end', async () => {
  for (const { url, headers, body } of JSON.parse(text)) {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(2000) })
        if (answer.status < 500) break
      } catch {}
      await new Promise((resolve) => setTimeout(resolve, 100 << attempt))
    }
  }
})`
