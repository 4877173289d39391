/**
 * awsJson 1.0 and 1.1, and what X-Ray uses of restJson1: a POST with a JSON body, nothing bound to path or headers.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
import { isUtf8 } from 'node:buffer'
import { AwsError } from '../aws-error.ts'
import type { ErrorAnswer } from '../errors/error-answer.ts'
import { type ServiceModel, shapeOf } from '../model/service-model.ts'
import { jsonEncoder } from '../shapes/encode-json.ts'
import { isRecord } from '../shapes/wire-form.ts'
import type { Protocol, RefusalContext } from './protocol.ts'
import { queryErrorHeader } from './query-error-header.ts'

export const json: Protocol = {
  name: 'json',
  form: 'json',
  parse: ({ body }) => parseJson(body),
  answer: (output, { model, operation, requestId }) => ({
    status: 200,
    headers: { 'content-type': contentType(model), 'x-amzn-requestid': requestId },
    body: JSON.stringify(encodeJson(model, operation.output, output)),
  }),
  refuse: (error, context) => ({
    status: error.status,
    headers: {
      'content-type': contentType(context.model),
      'x-amzn-requestid': context.requestId,
      'x-amzn-errortype': error.type,
      ...queryErrorHeader(error, context.model),
    },
    body: JSON.stringify({ __type: error.qualifiedType, ...errorMembers(error, context) }),
  }),
}

export const restJson: Protocol = {
  ...json,
  name: 'rest-json',
  answer: (output, { model, operation, requestId }) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: JSON.stringify(encodeJson(model, operation.output, output)),
  }),
  refuse: (error, context) => ({
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': context.requestId,
      'x-amzn-errortype': error.type,
    },
    body: JSON.stringify(errorMembers(error, context)),
  }),
}

/** An output as `JSON.stringify` takes it; an operation without output has the empty object. */
export function encodeJson(model: ServiceModel, shape: string | undefined, output: unknown): unknown {
  return shape === undefined ? {} : jsonEncoder(model, shape)(output ?? {})
}

/** Message and further fields of an error, as its shape says. */
export function errorMembers(error: ErrorAnswer, { model }: RefusalContext): Record<string, unknown> {
  const members = { [error.messageMember]: error.message }
  if (Object.keys(error.members).length === 0) return members
  if (model === undefined || error.shape === undefined) return { ...members, ...error.members }
  const known = shapeOf(model, error.shape).members ?? {}
  const extra = Object.entries(error.members).flatMap(([name, value]) => {
    const member = known[name]
    return member === undefined ? [] : [[name, jsonEncoder(model, member.shape)(value)] as const]
  })
  return { ...members, ...Object.fromEntries(extra) }
}

function contentType(model: ServiceModel | undefined): string {
  return `application/x-amz-json-${model?.profile.jsonVersion ?? '1.1'}`
}

function parseJson(body: Uint8Array): unknown {
  // Clients send nothing for operations without members.
  if (body.length === 0) return {}
  if (!isUtf8(body)) throw new AwsError('SerializationException', 'The body is not valid UTF-8.')
  let tree: unknown
  try {
    tree = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch (error) {
    throw new AwsError('SerializationException', 'The body is not valid JSON.', { cause: error })
  }
  if (isRecord(tree)) return tree
  const message = Array.isArray(tree)
    ? 'Start of list found where not expected'
    : 'Unexpected token received from parser'
  throw new AwsError('SerializationException', message)
}
