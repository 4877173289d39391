/**
 * awsQuery: a form, as body or query string, answered in XML.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import type { ErrorAnswer } from '../errors/error-answer.ts'
import { shapeOf } from '../model/service-model.ts'
import { element, escapeXml, xmlEncoder } from '../shapes/encode-xml.ts'
import type { Protocol, RefusalContext } from './protocol.ts'
import { formToInput } from './query-form.ts'

const CONTENT_TYPE = 'text/xml'

export const query: Protocol = {
  name: 'query',
  form: 'plain',
  parse: ({ form }, model, operation) =>
    operation.input === undefined ? {} : formToInput(model, operation.input, form ?? new Map()),
  answer: (output, { model, operation, requestId }) => {
    const result =
      operation.output === undefined
        ? ''
        : element(
            operation.resultWrapper ?? `${operation.name}Result`,
            xmlEncoder(model, operation.output)(output ?? {}),
          )
    const metadata = element('ResponseMetadata', element('RequestId', requestId))
    const name = `${operation.name}Response`
    return {
      status: 200,
      headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId },
      body: `<${name} xmlns="${model.xmlNamespace}">${result}${metadata}</${name}>`,
    }
  },
  refuse: (error, context) => {
    const body = [
      element('Type', error.status < 500 ? 'Sender' : 'Receiver'),
      element('Code', escapeXml(error.queryCode)),
      element('Message', escapeXml(error.message)),
      extraMembers(error, context),
    ]
    const namespace = context.model === undefined ? '' : ` xmlns="${context.model.xmlNamespace}"`
    return {
      status: error.status,
      headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': context.requestId },
      body: `<ErrorResponse${namespace}>${element('Error', body.join(''))}${element('RequestId', context.requestId)}</ErrorResponse>`,
    }
  },
}

function extraMembers(error: ErrorAnswer, { model }: RefusalContext): string {
  if (model === undefined || error.shape === undefined) return ''
  const known = shapeOf(model, error.shape).members ?? {}
  return Object.entries(error.members)
    .map(([name, value]) => {
      const member = known[name]
      return member === undefined || value === undefined ? '' : element(name, xmlEncoder(model, member.shape)(value))
    })
    .join('')
}
