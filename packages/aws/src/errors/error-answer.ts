import type { AwsError } from '../aws-error.ts'
import { type ServiceModel, type Shape, shapeOf } from '../model/service-model.ts'
import { commonStatus } from './common-errors.ts'

/** Everything the protocols need to write an error down. */
export interface ErrorAnswer {
  /** Exception shape, or the generic code itself. */
  readonly type: string
  /** `type` with the namespace that the service puts in front of it in JSON and CBOR. */
  readonly qualifiedType: string
  /** Code in the query protocol. */
  readonly queryCode: string
  readonly status: number
  readonly message: string
  /** `message` or `Message`, as the shape spells it. */
  readonly messageMember: string
  readonly members: Readonly<Record<string, unknown>>
  readonly shape: string | undefined
}

/** Namespace of errors that are not in a model. */
const GENERIC_NAMESPACE = 'com.amazon.coral.service'

export function errorAnswer(model: ServiceModel | undefined, error: AwsError): ErrorAnswer {
  const shapeName = model === undefined ? undefined : exceptionShape(model, error.code)
  const shape = model === undefined || shapeName === undefined ? undefined : shapeOf(model, shapeName)
  const type = shapeName ?? error.code
  const namespace = model?.profile.errorNamespace
  const capital = shape?.members?.Message !== undefined || model?.profile.speaks.includes('rest-json') === true
  return {
    type,
    qualifiedType: namespace === undefined ? type : `${shape === undefined ? GENERIC_NAMESPACE : namespace}#${type}`,
    queryCode: shape?.error?.code ?? type,
    status: error.status ?? statusOf(shape, type),
    message: error.message,
    messageMember: capital ? 'Message' : 'message',
    members: error.members ?? {},
    shape: shapeName,
  }
}

/** A code is a shape's name or, where that is not unique to it, its query code. */
function exceptionShape(model: ServiceModel, code: string): string | undefined {
  return model.shapes.get(code)?.exception === true ? code : model.byQueryCode.get(code)
}

function statusOf(shape: Shape | undefined, type: string): number {
  // The models leave out that unavailability is 503.
  return shape?.error?.httpStatusCode ?? commonStatus(type) ?? (shape?.fault === true ? 500 : 400)
}
