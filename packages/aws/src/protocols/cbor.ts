/**
 * Smithy RPC v2 CBOR: `POST /service/<Service>/operation/<Operation>`.
 *
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
import { AwsError } from '../aws-error.ts'
import { CborProblem, decodeCbor } from '../cbor/decode.ts'
import { CborWriter } from '../cbor/writer.ts'
import type { ErrorAnswer } from '../errors/error-answer.ts'
import { shapeOf } from '../model/service-model.ts'
import { cborEncoder } from '../shapes/encode-cbor.ts'
import { isRecord } from '../shapes/wire-form.ts'
import type { WireResponse } from '../wire.ts'
import type { Protocol, RefusalContext } from './protocol.ts'
import { queryErrorHeader } from './query-error-header.ts'

/** Go's SDK refuses an answer without it. */
const PROTOCOL_HEADER = { 'smithy-protocol': 'rpc-v2-cbor' }

export const cbor: Protocol = {
  name: 'cbor',
  form: 'cbor',
  parse: ({ body }) => parseBody(body),
  answer: (output, { model, operation, requestId }): WireResponse => {
    const headers = { ...PROTOCOL_HEADER, 'x-amzn-requestid': requestId }
    // The protocol wants no body and no content type where the model has no output.
    if (operation.output === undefined) return { status: 200, headers, body: new Uint8Array() }
    const writer = new CborWriter()
    cborEncoder(model, operation.output)(writer, output ?? {})
    return { status: 200, headers: { 'content-type': 'application/cbor', ...headers }, body: writer.bytes() }
  },
  refuse: (error, context) => ({
    status: error.status,
    headers: {
      'content-type': 'application/cbor',
      ...PROTOCOL_HEADER,
      'x-amzn-requestid': context.requestId,
      'x-amzn-errortype': error.type,
      ...queryErrorHeader(error, context.model),
    },
    body: errorBody(error, context),
  }),
}

function parseBody(body: Uint8Array): unknown {
  if (body.length === 0) return {}
  let tree: unknown
  try {
    tree = decodeCbor(body)
  } catch (error) {
    if (!(error instanceof CborProblem)) throw error
    throw new AwsError('SerializationException', `The body is not valid CBOR: ${error.message}`, { cause: error })
  }
  if (!isRecord(tree)) throw new AwsError('SerializationException', 'Expected map or null')
  return tree
}

function errorBody(error: ErrorAnswer, { model }: RefusalContext): Uint8Array {
  const writer = new CborWriter()
  const known = model === undefined || error.shape === undefined ? {} : (shapeOf(model, error.shape).members ?? {})
  const extra = Object.entries(error.members).flatMap(([name, value]) => {
    const member = known[name]
    return member === undefined || value === undefined ? [] : [{ name, value, shape: member.shape }]
  })
  writer.map(2 + extra.length)
  writer.text('__type')
  writer.text(error.qualifiedType)
  writer.text(error.messageMember)
  writer.text(error.message)
  for (const { name, value, shape } of extra) {
    writer.text(name)
    if (model !== undefined) cborEncoder(model, shape)(writer, value)
  }
  return writer.bytes()
}
