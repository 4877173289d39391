import type { DashboardView } from '../../views.ts'
import { ask } from './ask.ts'
import { createCharts } from './charts.ts'
import { isShown, place, put, show } from './dom.ts'
import { clockWithSeconds, lasting } from './format.ts'
import { type Moment, withMomentsOf } from './moments.ts'
import { Token } from './token.ts'
import { renderAlerts } from './views/alerts.ts'
import { renderChecks } from './views/checks.ts'
import { renderFooter } from './views/footer.ts'
import { renderHeader, renderStatus } from './views/header.ts'
import { LogLines } from './views/log-lines.ts'
import { renderMachine } from './views/machine.ts'
import { RoutesTable, renderRunning } from './views/requests.ts'
import { renderSignals } from './views/signals.ts'

const POLL_MS = 5_000
/** Nobody looks at it. */
const HIDDEN_POLL_MS = 15_000
const TIMEOUT_MS = 8_000
/** An answer that is older is not called live. */
const LIVE_SECONDS = 8

/** The page: asks the service every 5 seconds and shows what it says. */
export class Dashboard {
  readonly #token = new Token()
  readonly #charts = createCharts()
  readonly #routes = new RoutesTable()
  readonly #logLines = new LogLines()
  #moments: readonly Moment[] = []
  #view: DashboardView | undefined
  /** When the latest answer came; 0: never. */
  #answeredMs = 0
  #isFailing = false
  #isPaused = false
  /** The question under way. */
  #asking: AbortController | undefined
  #timer = 0

  start(): void {
    this.#listen()
    this.#token.takeFromAddress()
    setInterval(() => this.#showAge(), 1_000)
    this.#askNow()
  }

  #listen(): void {
    place('login').addEventListener('submit', (event) => this.#logIn(event))
    place('pause').addEventListener('click', () => this.#pauseOrResume())
    place('level').addEventListener('change', () => this.#askNow())
    place('find').addEventListener('input', () => {
      if (this.#view !== undefined) this.#logLines.filter()
    })
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#isAsking) this.#askNow()
    })
  }

  /** Whether it asks from time to time: it is not paused, and nobody has to give a token first. */
  get #isAsking(): boolean {
    return !this.#isPaused && !isShown('login')
  }

  // ---- asking

  #askNow(): void {
    void this.#ask()
  }

  /** A question that is under way is given up: the reader wants something else by now. Never rejects. */
  async #ask(): Promise<void> {
    clearTimeout(this.#timer)
    this.#asking?.abort()
    const asking = new AbortController()
    this.#asking = asking
    const late = setTimeout(() => asking.abort(), TIMEOUT_MS)
    try {
      this.#take(await this.#answer(asking.signal))
    } catch (error) {
      if (this.#asking === asking) this.#showTrouble(error instanceof Error ? error.message : String(error))
    }
    clearTimeout(late)
    if (this.#asking !== asking) return
    this.#asking = undefined
    this.#askLater()
  }

  #answer(signal: AbortSignal): Promise<DashboardView | 'locked'> {
    const sinceMs = this.#moments.at(-1)?.timeMs ?? 0
    return ask({ token: this.#token.value, level: place('level').value, sinceMs, signal })
  }

  #askLater(): void {
    clearTimeout(this.#timer)
    if (this.#isAsking) this.#timer = setTimeout(() => this.#askNow(), document.hidden ? HIDDEN_POLL_MS : POLL_MS)
  }

  // ---- showing

  #take(answer: DashboardView | 'locked'): void {
    if (answer === 'locked') {
      this.#showLogin()
      return
    }
    if (this.#hasStartedAgain(answer)) this.#moments = []
    this.#moments = withMomentsOf(this.#moments, answer)
    this.#view = answer
    this.#answeredMs = Date.now()
    this.#isFailing = false
    show('trouble', false)
    show('login', false)
    show('pause', true)
    show('main', true)
    document.body.classList.remove('stale')
    this.#render(answer)
    this.#showAge()
  }

  /** What was before is not of this process. */
  #hasStartedAgain({ health }: DashboardView): boolean {
    return this.#view !== undefined && this.#view.health.uptimeSeconds > health.uptimeSeconds + 5
  }

  #render(view: DashboardView): void {
    renderHeader(view)
    renderAlerts(view)
    renderSignals(view)
    renderChecks(view)
    renderMachine(view)
    this.#routes.render(view)
    renderRunning(view)
    this.#logLines.render(view.logs)
    renderFooter(view)
    for (const chart of this.#charts) chart.show(this.#moments)
  }

  #showTrouble(text: string): void {
    const view = this.#view
    this.#isFailing = true
    renderStatus('unknown', 'No answer', view?.health.service)
    document.body.classList.toggle('stale', view !== undefined)
    const seen = view === undefined ? '' : ` What you see is of ${clockWithSeconds(this.#answeredMs)}.`
    put('trouble', `${text}${seen} It is asked again every 5 s.`)
    show('trouble', true)
    this.#showAge()
  }

  #showLogin(): void {
    const isWrong = this.#token.value !== ''
    this.#token.set('')
    renderStatus('unknown', 'Locked', this.#view?.health.service)
    show('main', false)
    show('trouble', false)
    show('login', true)
    show('pause', false)
    put('login-error', isWrong ? 'This is not the token.' : '')
    place('token').value = ''
    place('token').focus()
  }

  #showAge(): void {
    put('fresh', this.#age())
  }

  #age(): string {
    if (this.#isPaused) return `Paused at ${clockWithSeconds(this.#answeredMs)}`
    if (this.#answeredMs === 0 || isShown('login')) return ''
    const seconds = Math.round((Date.now() - this.#answeredMs) / 1_000)
    return seconds < LIVE_SECONDS && !this.#isFailing ? 'Live' : `Last answer ${lasting(seconds)} ago`
  }

  // ---- controls

  #logIn(event: Event): void {
    event.preventDefault()
    this.#token.set(place('token').value.trim())
    this.#askNow()
  }

  #pauseOrResume(): void {
    this.#isPaused = !this.#isPaused
    place('pause').setAttribute('aria-pressed', String(this.#isPaused))
    put('pause', this.#isPaused ? 'Resume' : 'Pause')
    if (this.#isPaused) clearTimeout(this.#timer)
    else this.#askNow()
    this.#showAge()
  }
}
