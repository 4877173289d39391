/*
 * A message for people in the form that Slack and what imitates it take from webhooks.
 *
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */

const SIGNS: Readonly<Record<string, string>> = {
  ALARM: ':red_circle:',
  OK: ':large_green_circle:',
  INSUFFICIENT_DATA: ':white_circle:',
}
/** Slack cuts longer texts. */
const MAX_TEXT_CHARS = 3_000

/** @param input a message, an event, or what a function is invoked with */
export function slackBody(input: string, subject?: string): string {
  const { title, text } = describe(parseObject(input), input)
  const heading = title ?? subject
  return JSON.stringify({
    text: [heading === undefined ? undefined : `*${escaped(heading)}*`, escaped(text.slice(0, MAX_TEXT_CHARS))]
      .filter((part) => part !== undefined)
      .join('\n'),
  })
}

interface Described {
  readonly title?: string
  readonly text: string
}

type JsonObject = Readonly<Record<string, unknown>>

function describe(document: JsonObject | undefined, input: string): Described {
  if (document === undefined) return { text: input }
  // What an alarm publishes.
  if (typeof document.AlarmName === 'string') {
    return alarm(document.AlarmName, document.NewStateValue, document.NewStateReason)
  }
  // What an alarm invokes a function with, or the detail of its event.
  const data = objectOf(document.alarmData) ?? objectOf(document.detail)
  const state = objectOf(data?.state)
  if (typeof data?.alarmName === 'string' && state !== undefined)
    return alarm(data.alarmName, state.value, state.reason)
  const type = document['detail-type']
  if (typeof type === 'string') return { title: type, text: JSON.stringify(document.detail) }
  return { text: input }
}

function alarm(name: string, state: unknown, reason: unknown): Described {
  const value = String(state)
  return { title: `${SIGNS[value] ?? ''} ${value}: ${name}`.trim(), text: typeof reason === 'string' ? reason : '' }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
