import { type Outcome, type Send, sendByFetch, withRetries } from '../../output/send.ts'
import { errorType } from '../../traces/errors.ts'
import { type AlertNotice, type Notifier, NotifyFailed } from './notifier.ts'

export interface WebhookOptions {
  readonly send?: Send | undefined
  /** Between attempts. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
}

/** Tells by a JSON POST: `{ kind, name, text, value, above, unit, since, time, isReminder, service, environment }`. */
export function webhookNotifier(url: string, options: WebhookOptions = {}): Notifier {
  return { name: 'webhook', notify: (notice) => post(url, webhookBody(notice), options) }
}

/**
 * Tells a channel of Slack.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 */
export function slackNotifier(url: string, options: WebhookOptions = {}): Notifier {
  return { name: 'slack', notify: (notice) => post(url, slackBody(notice), options) }
}

function webhookBody({ sinceMs, timeMs, ...rest }: AlertNotice): unknown {
  return { ...rest, since: new Date(sinceMs).toISOString(), time: new Date(timeMs).toISOString() }
}

function slackBody({ kind, text, service, environment }: AlertNotice): unknown {
  const sign = kind === 'firing' ? ':red_circle:' : ':large_green_circle:'
  return { text: `${sign} *${escapeSlack(service)}* (${escapeSlack(environment)}): ${escapeSlack(text)}` }
}

/** @see https://docs.slack.dev/messaging/formatting-message-text/#escaping */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

async function post(url: string, body: unknown, { send = sendByFetch, pause }: WebhookOptions): Promise<void> {
  const request = {
    method: 'POST' as const,
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const attempt = async (): Promise<Outcome> => {
    try {
      const answer = await send(request, TIMEOUT_MS)
      const { status, retryAfterMs } = answer
      if (status >= 200 && status < 300) return { kind: 'done', answer }
      const reason = `answered ${status}`
      if (status === 429 || status >= 500) return { kind: 'passing', reason, retryAfterMs }
      return { kind: 'refused', reason, status }
    } catch (error) {
      // The address is a secret: whoever has it may write to the channel.
      const { cause } = error as { readonly cause?: unknown }
      return { kind: 'passing', reason: errorType(cause instanceof Error ? cause : error) }
    }
  }
  const outcome = await withRetries(attempt, { attempts: 3, pause })
  if (outcome.kind !== 'done') throw new NotifyFailed(outcome.reason)
}

const TIMEOUT_MS = 5_000
