import type { ErrorAnswer } from '../errors/error-answer.ts'
import type { OperationModel, ServiceModel } from '../model/service-model.ts'
import type { ProtocolName } from '../services.ts'
import type { WireForm } from '../shapes/wire-form.ts'
import type { WireResponse } from '../wire.ts'
import { cbor } from './cbor.ts'
import { json, restJson } from './json.ts'
import { query } from './query.ts'
import type { FormTree } from './query-form.ts'

/** One way of writing requests and answers down. */
export interface Protocol {
  readonly name: ProtocolName
  readonly form: WireForm
  /**
   * The tree of a body, before validation. Called again for the slow walk when the decoder refused the first tree.
   *
   * @throws {AwsError} when the body cannot be read
   */
  parse(content: Content, model: ServiceModel, operation: OperationModel): unknown
  answer(output: unknown, context: AnswerContext): WireResponse
  refuse(error: ErrorAnswer, context: RefusalContext): WireResponse
}

/** What came with a request. */
export interface Content {
  /** Without content encodings. */
  readonly body: Uint8Array
  /** The query protocol's parameters, which the router had to read to find the operation. */
  readonly form?: FormTree
}

export interface AnswerContext {
  readonly model: ServiceModel
  readonly operation: OperationModel
  readonly requestId: string
}

export interface RefusalContext {
  /** Undefined while it is not known which service is meant. */
  readonly model: ServiceModel | undefined
  readonly requestId: string
}

export function protocolOf(name: ProtocolName): Protocol {
  switch (name) {
    case 'json':
      return json
    case 'rest-json':
      return restJson
    case 'cbor':
      return cbor
    case 'query':
      return query
  }
}
