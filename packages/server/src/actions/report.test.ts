import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterEach, expect, test } from 'vitest'
import { loadConfig, type ServerConfig } from '../config.ts'
import { type RunningServer, startServer } from '../main.ts'
import { silentLog } from '../telemetry/log.ts'

/* Who is shown what at `/api/actions`. */

const ACCESS_KEYS = { id: 'secret', '111122223333': 'other' } as const

let server: RunningServer | undefined
afterEach(async () => {
  await server?.close()
})

async function start(overrides: Partial<ServerConfig>): Promise<string> {
  const config = loadConfig({}, { port: 0, store: 'memory', emfPort: undefined, ephemeral: true, ...overrides })
  server = await startServer(config, { log: silentLog })
  return server.url
}

class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {}
}

interface Asked {
  readonly method?: string
  readonly service?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly body?: string
}

async function ask(address: string, { method = 'GET', service = 'monitoring', body, ...credentials }: Asked) {
  const url = new URL(address)
  const { accessKeyId, secretAccessKey = '' } = credentials
  const common = { host: url.host, 'content-type': 'application/x-www-form-urlencoded' }
  if (accessKeyId === undefined) return await fetch(url, { method, headers: common })
  const signer = new SignatureV4({
    ...{ service, region: 'us-east-1', sha256: Sha256 as never },
    credentials: { accessKeyId, secretAccessKey },
  })
  const { headers } = await signer.sign({
    ...{ method, protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: url.pathname },
    ...{ headers: common, query: Object.fromEntries(url.searchParams), body },
  })
  return await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
}

const publish = { Action: 'Publish', Version: '2010-03-31', PhoneNumber: '+15550100', Message: 'x' }

test('without access keys everything is shown', async () => {
  const url = await start({})
  await fetch(url, { method: 'POST', body: new URLSearchParams(publish) })
  const answer = (await (await ask(`${url}/api/actions`, {})).json()) as { readonly deliveries: readonly unknown[] }
  expect(answer.deliveries).toHaveLength(1)
})

test('with access keys everybody who has one is shown what his account delivers', async () => {
  const url = await start({ accessKeys: ACCESS_KEYS })
  const other = { accessKeyId: '111122223333', secretAccessKey: 'other' }
  const body = new URLSearchParams(publish).toString()
  expect((await ask(`${url}/`, { method: 'POST', service: 'sns', body, ...other })).status).toBe(200)

  const refused = async (asked: Asked) => {
    const answer = await ask(`${url}/api/actions`, asked)
    return [answer.status, ((await answer.json()) as { readonly __type: string }).__type]
  }
  expect(await refused({})).toEqual([403, 'MissingAuthenticationTokenException'])
  expect(await refused({ accessKeyId: 'id', secretAccessKey: 'wrong' })).toEqual([403, 'InvalidSignatureException'])
  expect(await refused({ accessKeyId: 'nobody' })).toEqual([403, 'UnrecognizedClientException'])

  const shown = async (asked: Asked, query = '') => {
    const answer = await ask(`${url}/api/actions${query}`, asked)
    const { deliveries } = (await answer.json()) as { readonly deliveries: readonly { readonly accountId: string }[] }
    return deliveries.map(({ accountId }) => accountId)
  }
  expect(await shown(other, '?limit=5')).toEqual(['111122223333'])
  expect(await shown({ accessKeyId: 'id', secretAccessKey: 'secret' })).toEqual([])
})
