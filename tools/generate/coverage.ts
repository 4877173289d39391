import { existsSync } from 'node:fs'
import { COMMON_ERRORS } from '../../packages/aws/src/errors/common-errors.ts'
import { MODELS, type Model, readModel } from './models.ts'
import { NOTES } from './notes.ts'

/** Names of implemented operations, as `service.Operation`. */
export type Implemented = ReadonlySet<string>

const OPERATIONS = new URL('../../packages/server/src/operations/index.ts', import.meta.url)

/** What the server implements; nothing as long as it has no operations. */
export async function implementedOperations(): Promise<Implemented> {
  if (!existsSync(OPERATIONS)) return new Set()
  const { operations } = (await import(OPERATIONS.href)) as {
    readonly operations: readonly { readonly service: string; readonly name: string }[]
  }
  return new Set(operations.map(({ service, name }) => `${service}.${name}`))
}

/**
 * Text of `docs/reference/coverage.md`.
 *
 * @throws {Error} when a note is about an operation that is not implemented, or an operation is in no model
 */
export function renderCoverage(implemented: Implemented): string {
  const models = MODELS.map(({ file, service }) => ({ service, model: readModel(file) }))
  checkNames(implemented, models)
  return [
    '<!-- Made by tools/generate.ts (npm run generate). Do not edit. -->',
    '# Coverage of the AWS APIs',
    INTRODUCTION,
    renderSummary(implemented, models),
    ...models.map(({ service, model }) => renderService(service, model, implemented)),
    EVERYWHERE,
    renderErrors(),
    '',
  ].join('\n\n')
}

interface NamedModel {
  readonly service: string
  readonly model: Model
}

const INTRODUCTION = `Every operation of the services whose clients Atalaya answers, from the models in \`packages/aws/models\`.
An operation that is not supported fails with AWS's own error (\`UnknownOperationException\` with status 404, in the query
protocol \`InvalidAction\` with status 400) and a message that says so. Nothing pretends to have worked.`

const EVERYWHERE = `## On every operation

- **Rates** are not limited. Quotas that AWS enforces by rate (transactions per second) have no effect here.
- **Bodies** may be gzip and \`aws-chunked\`. At most 20 MiB are taken, before and after inflating. Checksums in trailers are not verified.
- **Signatures**: without access control any credentials, or none, are accepted. With it Signature Version 4 is required, in the
  header or the query; \`STREAMING-AWS4-HMAC-SHA256-PAYLOAD\` and SigV4a are refused.
- **Constraint failures** are worded as AWS does. At most 20 are listed, and values are cut after 1,024 characters.
- **Integers** with a fraction are cut off. Unknown members and \`__proto__\` are ignored.
- **Query forms** have at most 500,000 parameters, and names of at most 64 parts. CBOR may be nested 64 deep.`

function renderSummary(implemented: Implemented, models: readonly NamedModel[]): string {
  const rows = models.map(({ service, model }) => {
    const names = Object.keys(model.operations)
    const count = names.filter((name) => implemented.has(`${service}.${name}`)).length
    return `| ${title(model)} | ${model.metadata.protocols.map(protocolTitle).join(', ')} | ${count} of ${names.length} |`
  })
  return `| service | protocols | operations supported |\n| --- | --- | --- |\n${rows.join('\n')}`
}

function renderService(service: string, model: Model, implemented: Implemented): string {
  const names = Object.keys(model.operations).sort()
  const supported = names.filter((name) => implemented.has(`${service}.${name}`))
  const others = names.filter((name) => !implemented.has(`${service}.${name}`))
  const table = supported.map((name) => `| \`${name}\` | ${NOTES[service]?.[name] ?? ''} |`)
  return [
    `## ${title(model)}`,
    supported.length === 0
      ? 'No operation is supported yet.'
      : `| supported | differs from AWS |\n| --- | --- |\n${table.join('\n')}`,
    others.length === 0 ? 'Nothing is missing.' : `Not supported: ${others.map((name) => `\`${name}\``).join(', ')}.`,
  ].join('\n\n')
}

function renderErrors(): string {
  const rows = COMMON_ERRORS.map(({ code, status, when }) => `| \`${code}\` | ${status} | ${when} |`)
  return `## Errors beside those of the models\n\n| code | status | when |\n| --- | --- | --- |\n${rows.join('\n')}`
}

function checkNames(implemented: Implemented, models: readonly NamedModel[]): void {
  const known = new Set(
    models.flatMap(({ service, model }) => Object.keys(model.operations).map((name) => `${service}.${name}`)),
  )
  for (const name of implemented) {
    if (!known.has(name)) throw new Error(`The operation ${name} is in no model`)
  }
  if (implemented.size === 0) return
  for (const [service, notes] of Object.entries(NOTES)) {
    for (const name of Object.keys(notes)) {
      if (!implemented.has(`${service}.${name}`))
        throw new Error(`There is a note on ${service}.${name}, which is not implemented`)
    }
  }
}

function title(model: Model): string {
  const names: Readonly<Record<string, string>> = { XRay: 'X-Ray' }
  return names[model.metadata.serviceId] ?? model.metadata.serviceId
}

function protocolTitle(protocol: string): string {
  const names: Readonly<Record<string, string>> = {
    'smithy-rpc-v2-cbor': 'RPC v2 CBOR',
    json: 'JSON',
    query: 'query',
    'rest-json': 'REST JSON',
  }
  return names[protocol] ?? protocol
}
