import { type Clock, systemClock } from '@atalaya/model'
import { runUnobserved } from '../../context/unobserved.ts'
import type { Logger } from '../../logs/logger.ts'
import { getLogger } from '../../logs/logs.ts'
import { held, MAX_CLOSE_MS } from '../../output/held.ts'
import { type Warn, Warnings } from '../../output/warnings.ts'
import type { Settings } from '../../settings/record.ts'
import { errorType } from '../../traces/errors.ts'
import { emailNotifier } from './email.ts'
import { type AlertRule, type AlertSnapshot, type AlertStates, evaluateAlerts } from './evaluate.ts'
import { type AlertNotice, type Notifier, NotifyFailed, noticeOf } from './notifier.ts'
import { standardRules } from './rules.ts'
import { slackNotifier, webhookNotifier } from './webhooks.ts'

export interface AlertsOptions {
  readonly settings: Pick<Settings, 'service' | 'alerts'>
  /** How the service is. Called at every evaluation. */
  readonly snapshot: () => Omit<AlertSnapshot, 'timeMs'>
  /** Besides memory, CPU, disk, error rate and response time. One of the same name takes the place of a standard one. */
  readonly rules?: readonly AlertRule[] | undefined
  /** Besides the log and those of the settings. */
  readonly notifiers?: readonly Notifier[] | undefined
  readonly clock?: Clock | undefined
  /** Default: `getLogger('alerts')`. */
  readonly logger?: Logger | undefined
  readonly warn?: Warn | undefined
}

/** How a rule stands, for a page. */
export interface AlertStatus {
  readonly name: string
  readonly state: 'ok' | 'firing'
  readonly sinceMs: number | undefined
  readonly value: number | undefined
  readonly above: number
  readonly unit: string
}

/** Evaluates the rules at every interval and tells who is to be told. Whatever fails here, the service does not notice. */
export class Alerts {
  readonly #options: AlertsOptions
  readonly #clock: Clock
  readonly #log: Logger
  readonly #warnings: Warnings
  readonly #rules: readonly AlertRule[]
  readonly #notifiers: readonly Notifier[]
  readonly #broken = new Set<string>()
  readonly #telling = new Set<Promise<void>>()
  #states: AlertStates = new Map()
  #history: readonly AlertNotice[] = []
  #timer: NodeJS.Timeout | undefined

  /** Does nothing where alerts are switched off. */
  constructor(options: AlertsOptions) {
    const { settings, rules = [], notifiers = [], clock = systemClock, logger = getLogger('alerts') } = options
    this.#options = options
    this.#clock = clock
    this.#log = logger
    this.#warnings = new Warnings(options.warn)
    const byName = new Map([...standardRules(settings.alerts), ...rules].map((rule) => [rule.name, rule]))
    this.#rules = settings.alerts.enabled ? [...byName.values()].map((rule) => this.#guarded(rule)) : []
    this.#notifiers = [...notifiersOf(settings.alerts), ...notifiers]
    if (!settings.alerts.enabled) return
    this.#timer = setInterval(() => this.evaluate(), settings.alerts.intervalMs)
    this.#timer.unref()
  }

  /** Looks once. The timer calls it. */
  evaluate(): void {
    try {
      const { snapshot, settings } = this.#options
      const now = { timeMs: this.#clock.now(), ...snapshot() }
      const { states, events } = evaluateAlerts(this.#rules, now, this.#states, settings.alerts.cooldownMs)
      this.#states = states
      for (const event of events) this.#tell(noticeOf(event, settings.service))
    } catch (error) {
      this.#warnings.add(`alerts could not be evaluated: ${errorType(error)}`)
    }
  }

  /** All rules, in their order. */
  get statuses(): readonly AlertStatus[] {
    return this.#rules.map(({ name, above, unit = '' }) => {
      const { state = 'ok', sinceMs, value } = this.#states.get(name) ?? {}
      return { name, state, sinceMs, value, above, unit }
    })
  }

  /** What was told, newest first; the latest 50. */
  get history(): readonly AlertNotice[] {
    return this.#history
  }

  /** Resolves when everybody has been told, or could not be. */
  async flush(): Promise<void> {
    await Promise.all(this.#telling)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await held(this.flush(), MAX_CLOSE_MS)
  }

  #tell(notice: AlertNotice): void {
    this.#history = [notice, ...this.#history].slice(0, MAX_HISTORY)
    this.#writeLine(notice)
    for (const notifier of this.#notifiers) {
      const telling = this.#notify(notifier, notice).finally(() => this.#telling.delete(telling))
      this.#telling.add(telling)
    }
  }

  #writeLine({ kind, name, value, above, text }: AlertNotice): void {
    const fields = { alert: name, state: kind, value, above }
    if (kind === 'firing') this.#log.warn(text, fields)
    else this.#log.info(text, fields)
  }

  /** Never rejects. */
  async #notify(notifier: Notifier, notice: AlertNotice): Promise<void> {
    try {
      await runUnobserved(() => notifier.notify(notice))
      this.#broken.delete(notifier.name)
    } catch (error) {
      if (this.#broken.has(notifier.name)) return
      this.#broken.add(notifier.name)
      const reason = error instanceof NotifyFailed ? error.message : errorType(error)
      this.#warnings.always(`alerts are not told by ${notifier.name}: ${reason}`)
    }
  }

  /** A rule is code of the service: it may throw. */
  #guarded(rule: AlertRule): AlertRule {
    let hasFailed = false
    const value = (snapshot: AlertSnapshot) => {
      try {
        return rule.value(snapshot)
      } catch (error) {
        if (!hasFailed) this.#warnings.always(`the alert '${rule.name}' has no value: ${errorType(error)}`)
        hasFailed = true
        return undefined
      }
    }
    return { ...rule, value }
  }
}

const MAX_HISTORY = 50

function notifiersOf({ webhookUrl, slackUrl, email, emailFrom, smtpUrl }: Settings['alerts']): readonly Notifier[] {
  return [
    ...(webhookUrl === '' ? [] : [webhookNotifier(webhookUrl)]),
    ...(slackUrl === '' ? [] : [slackNotifier(slackUrl)]),
    ...(email === '' ? [] : [emailNotifier({ to: email, from: emailFrom || undefined, smtpUrl })]),
  ]
}
