import { AwsError, type InputOf } from '@atalaya/aws'
import type { SnsAttribute, SnsMessage } from '../../actions/sns/message.ts'
import { invalidParameter } from './errors.ts'

type Entry = Pick<InputOf<'sns', 'Publish'>, 'Message' | 'Subject' | 'MessageStructure' | 'MessageAttributes'>

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MAX_MESSAGE_BYTES: number = 256 * 1024
/** Begins with something visible; one line of ASCII. */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,99}$/
const ATTRIBUTE_NAME = /^(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/
const ATTRIBUTE_TYPE = /^(String|String\.Array|Number|Binary)(\.[\w.-]+)?$/
/** Attributes of a message: our choice, AWS limits their bytes only. */
const MAX_ATTRIBUTES = 100

/** What a request says of a message, checked. @throws {AwsError} */
export function readMessage(
  entry: Entry,
): Pick<SnsMessage, 'bodies' | 'attributes'> & Partial<Pick<SnsMessage, 'subject'>> {
  const { Message: text, Subject: subject, MessageStructure: structure } = entry
  if (text === '') throw invalidParameter('Empty message')
  if (messageBytes(entry) > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long')
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalidParameter('Subject')
  if (structure !== undefined && structure !== 'json') throw invalidParameter('MessageStructure')
  const attributes = readAttributes(entry.MessageAttributes ?? {})
  return {
    bodies: structure === 'json' ? readBodies(text) : { default: text },
    attributes,
    ...(subject === undefined ? {} : { subject }),
  }
}

/** UTF-8 bytes of the message and its attributes. */
export function messageBytes({ Message, MessageAttributes = {} }: Entry): number {
  let bytes = Buffer.byteLength(Message)
  for (const [name, { DataType, StringValue = '', BinaryValue }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name) + DataType.length + (BinaryValue?.length ?? Buffer.byteLength(StringValue))
  }
  return bytes
}

/** Members that are no text are left out, as SNS does. */
function readBodies(text: string): SnsMessage['bodies'] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  }
  const { default: fallback, ...others } = value as Readonly<Record<string, unknown>>
  if (typeof fallback !== 'string') throw invalidParameter('Message Structure - No default entry in JSON message body')
  const texts = Object.entries(others).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return { ...Object.fromEntries(texts), default: fallback }
}

function readAttributes(attributes: NonNullable<Entry['MessageAttributes']>): Readonly<Record<string, SnsAttribute>> {
  const entries = Object.entries(attributes)
  if (entries.length > MAX_ATTRIBUTES) throw invalidParameter('MessageAttributes Reason: too many')
  return Object.fromEntries(entries.map(([name, attribute]) => [name, readAttribute(name, attribute)]))
}

function readAttribute(name: string, attribute: NonNullable<Entry['MessageAttributes']>[string]): SnsAttribute {
  const { DataType: type, StringValue: text, BinaryValue: bytes } = attribute
  if (!ATTRIBUTE_NAME.test(name)) throw badValue(`Invalid attribute name: ${name}`)
  if (!ATTRIBUTE_TYPE.test(type)) {
    throw badValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  }
  if (type.startsWith('Binary')) {
    if (bytes === undefined || bytes.length === 0) throw emptyValue(name, type)
    return { type, value: Buffer.from(bytes).toString('base64') }
  }
  if (text === undefined || text === '') throw emptyValue(name, type)
  if (type.startsWith('Number') && !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) {
    throw badValue(`Could not cast message attribute '${name}' value to number.`)
  }
  return { type, value: text }
}

function emptyValue(name: string, type: string): AwsError {
  return badValue(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
  )
}

function badValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
