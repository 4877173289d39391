import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Logger } from '@atalaya/sdk'
import type { Faults } from './faults.ts'

export interface ControlOptions {
  readonly faults: Faults
  readonly log: Logger
  /** Told of each notification in a few words. */
  readonly say: (text: string) => void
}

const MAX_BODY_CHARS = 262_144

/**
 * The demo's back door: `POST /faults/on` and `POST /faults/off` break and mend it, `POST /notifications` takes what its alarms send.
 */
export function createControl({ faults, log, say }: ControlOptions): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
    }
    read(request)
      .then((text) => {
        switch (`${request.method} ${request.url}`) {
          case 'POST /faults/on':
          case 'POST /faults/off':
            faults.on = request.url === '/faults/on'
            log.warn(faults.on ? 'faults switched on' : 'faults switched off')
            answer(200, { faults: faults.on })
            return
          case 'POST /notifications': {
            const { alarm, state, reason } = summary(text)
            log.warn('notification', { alarm, state, reason })
            say(`${state}: ${alarm}. ${reason}`)
            answer(200, {})
            return
          }
          default:
            answer(404, { error: 'Not Found' })
        }
      })
      .catch((error: unknown) => answer(400, { error: String(error) }))
  })
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) {
    text += part as string
    if (text.length > MAX_BODY_CHARS) throw new Error('the body is too large')
  }
  return text
}

/** What an alarm invokes a function with. */
function summary(text: string): { readonly alarm: string; readonly state: string; readonly reason: string } {
  const { alarmData } = JSON.parse(text) as {
    readonly alarmData?: {
      readonly alarmName?: string
      readonly state?: { readonly value?: string; readonly reason?: string }
    }
  }
  const { alarmName = 'an alarm', state = {} } = alarmData ?? {}
  return { alarm: alarmName, state: state.value ?? '?', reason: state.reason ?? '' }
}
