import { type Random, random } from './random.ts'

/** As PutLogEvents takes it. */
export interface GeneratedEvent {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number
  readonly message: string
}

export interface LogEventOptions {
  /** The same seed gives the same events. Default: 1. */
  readonly seed?: number
  /** Milliseconds since the Unix epoch of the first event. */
  readonly startMs: number
  /** Time between two events. Default: 17 ms. */
  readonly stepMs?: number
  /** Number of the first event: ids and services follow from it. Default: 0. */
  readonly first?: number
}

/** How many services write the events: event `n` is of service `svc-<n mod 20>`. */
export const SERVICES = 20

/**
 * Application log events like those of a middling web service: JSON of about 350 bytes with 23 fields, two of them nested twice.
 *
 * Four events in a row share a request and a trace; 7 % are 404 or 500; ids are of high cardinality, the rest is of low.
 */
export function logEvents(count: number, options: LogEventOptions): GeneratedEvent[] {
  const { seed = 1, startMs, stepMs = 17, first = 0 } = options
  const source = random(seed + first)
  return Array.from({ length: count }, (_, index) => {
    const timestamp = startMs + index * stepMs
    return { timestamp, message: JSON.stringify(applicationLog(first + index, timestamp, source)) }
  })
}

function applicationLog(number: number, timeMs: number, source: Random): object {
  const request = Math.floor(number / 4)
  const status = source.next() < 0.93 ? 200 : source.pick([404, 500])
  return {
    t: new Date(timeMs).toISOString(),
    lvl: status >= 500 ? 'ERROR' : 'INFO',
    svc: `svc-${number % SERVICES}`,
    msg: 'done',
    req: hexId(request, 1, 12),
    trace: hexId(request, 2, 32),
    verb: source.next() < 0.7 ? 'GET' : 'POST',
    route: source.pick(ROUTES),
    code: status,
    ms: round(source.next() * 500, 2),
    user: { id: `u${source.below(5_000)}`, plan: source.next() < 0.8 ? 'free' : 'pro' },
    host: `h${number % 16}`,
    region: 'eu-1',
    az: 'abc'[number % 3],
    pid: 1_000 + (number % 7),
    size: source.below(20_000),
    hit: source.next() < 0.5,
    try: source.below(3),
    db: { ms: round(source.next() * 50, 1), n: source.below(100) },
    v: '1.4',
    env: 'prod',
  }
}

const ROUTES = ['/videos', '/videos/:id', '/users', '/login', '/search', '/upload']

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

/** Hexadecimal digits that look random and follow from the number. */
function hexId(number: number, salt: number, digits: number): string {
  let text = ''
  let state = (Math.imul(number, 2_654_435_761) + salt) >>> 0
  while (text.length < digits) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    text += state.toString(16).padStart(8, '0')
  }
  return text.slice(0, digits)
}
