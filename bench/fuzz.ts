/**
 * Throws bad input at a server: mutated requests in every protocol, mutated filter patterns, and attacks made by hand.
 *
 * Every answer has to come in time and be one that AWS would give (an error of the protocol, with a request id, never 5xx);
 * the server has to stay alive, answer good requests and keep its memory. Prints what did not, and ends with 1 then.
 * FUZZ_SECONDS (30) bounds the random part, FUZZ_SEED makes it repeat, FUZZ_MEMORY_MIB (1500) is the most the server may take.
 */
import process from 'node:process'
import { type Random, random } from '@atalaya/testkit'
import { ATTACKS } from './fuzz/attacks.ts'
import { send } from './fuzz/client.ts'
import { encode, protocolsOf, type Sent, shapeProblem } from './fuzz/encode.ts'
import { mutate, mutateBytes, mutateText } from './fuzz/mutate.ts'
import { PATTERNS, SEEDS } from './fuzz/seeds.ts'
import { residentMib } from './support/processes.ts'
import { count, setting } from './support/report.ts'
import { build, call, logs, type SpawnedServer, withServer } from './support/server.ts'

const SECONDS = setting('FUZZ_SECONDS', 30)
const SEED = setting('FUZZ_SEED', (Date.now() % 1_000_000) + 1)
const MEMORY_MIB = setting('FUZZ_MEMORY_MIB', 1_500)
const SHOWN_PROBLEMS = 20

const problems: string[] = []
let peakMib = 0

build()
console.log(`seed ${SEED}`)
await withServer({}, async (server) => {
  for (const { service, operation, input } of SEEDS.slice(0, 2)) {
    await send(server.url, encode(service, operation, input(), 'json'))
  }
  await seedsAreGood(server)
  for (const attack of ATTACKS) {
    const begin = performance.now()
    const problem = await attack.run(server.url).catch((error: unknown) => String(error))
    if (problem !== undefined) problems.push(`${attack.name}: ${problem}`)
    await checkAlive(server, attack.name)
    const took = performance.now() - begin
    if (took > 10_000) problems.push(`${attack.name}: took ${Math.round(took)} ms`)
  }
  console.log(`${ATTACKS.length} attacks, ${problems.length} problems, memory up to ${count(peakMib)} MiB`)

  const next = random(SEED)
  const deadline = performance.now() + SECONDS * 1_000
  let sent = 0
  const statuses: Record<number, number> = {}
  const worker = async () => {
    while (performance.now() < deadline && problems.length < 200) {
      const request = randomRequest(next)
      sent += 1
      try {
        const { status, headers, body } = await send(server.url, request)
        statuses[status] = (statuses[status] ?? 0) + 1
        const problem = shapeProblem(status, headers, body, request.protocol)
        if (problem !== undefined) problems.push(`${show(request)}: ${problem}`)
      } catch (error) {
        problems.push(`${show(request)}: ${String(error)}`)
        await checkAlive(server, 'a random request')
      }
      if (sent % 500 === 0) await checkAlive(server, 'random requests')
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  await checkAlive(server, 'the end')
  await seedsAreGood(server)
  console.log(`${count(sent)} random requests, answers ${JSON.stringify(statuses)}, memory up to ${count(peakMib)} MiB`)
  if (peakMib > MEMORY_MIB) problems.push(`memory went up to ${count(peakMib)} MiB`)
})

for (const problem of problems.slice(0, SHOWN_PROBLEMS)) console.error(`PROBLEM ${problem}`)
if (problems.length > SHOWN_PROBLEMS) console.error(`... and ${problems.length - SHOWN_PROBLEMS} more`)
console.log(problems.length === 0 ? 'no problems' : `${problems.length} problems with seed ${SEED}`)
process.exitCode = problems.length === 0 ? 0 : 1

/** The requests that everything starts from are good ones, else the fuzzer would only ever see the front door. */
async function seedsAreGood(server: SpawnedServer): Promise<void> {
  for (const { service, operation, input } of SEEDS.slice(2)) {
    if (operation === 'StartLiveTail') continue
    for (const protocol of protocolsOf(service)) {
      const { status, body } = await send(server.url, encode(service, operation, input(), protocol))
      if (status !== 200)
        problems.push(`${operation} in ${protocol} answered ${status}: ${body.toString('utf8', 0, 300)}`)
    }
  }
}

function randomRequest(next: Random): Sent {
  if (next.below(4) === 0) {
    const filterPattern = mutateText(next.pick(PATTERNS), next)
    const logEventMessages = ['ERROR 404 x', '{"a":{"b":[1,"x"]}}', 'a "b c" [d e] 5']
    return encode('logs', 'TestMetricFilter', { filterPattern, logEventMessages }, 'json')
  }
  const { service, operation, input } = next.pick(SEEDS)
  const request = encode(service, operation, mutate(input(), next), next.pick(protocolsOf(service)))
  if (next.below(4) === 0) return { ...request, body: mutateBytes(request.body, next) }
  if (next.below(40) === 0) return { ...request, method: next.pick(['GET', 'PUT', 'DELETE']) }
  if (next.below(40) === 0)
    return {
      ...request,
      path: mutateText(request.path, next)
        .replace(/[^\x21-\x7e]/g, '')
        .replace(/^\/*/, '/'),
    }
  return request
}

async function checkAlive(server: SpawnedServer, when: string): Promise<void> {
  const memory = [server.pid, ...server.childPids()].map(residentMib).reduce((sum, mib) => sum + mib, 0)
  peakMib = Math.max(peakMib, memory || 0)
  try {
    await call(server.url, logs('DescribeLogGroups'), { limit: 1 })
  } catch (error) {
    throw new Error(
      `the server does not answer any more after ${when}: ${String(error)}\n${server.stderr().slice(-2_000)}`,
    )
  }
}

function show({ method, path, headers, body }: Sent): string {
  return `${method} ${path} ${headers['x-amz-target'] ?? ''} ${JSON.stringify(body.toString('latin1', 0, 600))}`
}
