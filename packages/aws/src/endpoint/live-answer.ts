/** Answers with an event stream, one frame per event as it comes. */
import { AwsError } from '../aws-error.ts'
import { type ServiceModel, type Shape, shapeOf } from '../model/service-model.ts'
import { errorFrame, eventFrame, exceptionFrame } from '../protocols/event-stream.ts'
import { encodeJson } from '../protocols/json.ts'
import { jsonEncoder } from '../shapes/encode-json.ts'
import type { WireResponse } from '../wire.ts'

export interface LiveAnswer {
  readonly model: ServiceModel
  readonly output: string
  /** Member of the output that is the stream, and its shape. */
  readonly member: { readonly name: string; readonly shape: string }
  readonly value: Readonly<Record<string, unknown>>
  readonly requestId: string
  /** Told of what breaks the stream and is not an `AwsError`. */
  readonly onFailure: (error: unknown) => void
}

export function liveAnswer(answer: LiveAnswer): WireResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': answer.requestId },
    body: frames(answer),
  }
}

async function* frames({ model, output, member, value, onFailure }: LiveAnswer): AsyncGenerator<Uint8Array> {
  const stream = shapeOf(model, member.shape)
  yield eventFrame('initial-response', encodeJson(model, output, value))
  try {
    for await (const event of value[member.name] as AsyncIterable<Readonly<Record<string, unknown>>>) {
      for (const [name, content] of Object.entries(event)) {
        const shape = stream.members?.[name]?.shape
        if (shape !== undefined) yield eventFrame(name, jsonEncoder(model, shape)(content))
      }
    }
  } catch (error) {
    if (!(error instanceof AwsError)) onFailure(error)
    yield lastFrame(stream, error)
  }
}

function lastFrame(stream: Shape, error: unknown): Uint8Array {
  if (!(error instanceof AwsError)) return errorFrame('InternalFailure', 'The stream was interrupted by a failure.')
  return stream.members !== undefined && Object.hasOwn(stream.members, error.code)
    ? exceptionFrame(error.code, { message: error.message })
    : errorFrame(error.code, error.message)
}
