import { post } from '../deliver/post.ts'
import type { Outcome } from '../outbox/delivery.ts'
import type { AutomationRules, Mapping } from './mapping.ts'
import { NO_AUTOMATION } from './mapping.ts'
import { runCommand } from './run-command.ts'
import { slackBody } from './slack.ts'

export interface AutomationInput {
  /** JSON text, or the text of a message. */
  readonly input: string
  readonly subject?: string | undefined
}

/** What the operator has mapped names to. The rules may be replaced while it is in use. */
export class Automation {
  #rules: AutomationRules = NO_AUTOMATION

  use(rules: AutomationRules): void {
    this.#rules = rules
  }

  find(name: string): Mapping | undefined {
    return this.#rules.find(name)
  }

  /**
   * Runs what a name is mapped to.
   *
   * @param attempts that failed so far
   */
  async run(
    name: string,
    { input, subject }: AutomationInput,
    attempts: number,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const mapping = this.find(name)
    if (mapping === undefined) return { ok: false, permanent: true, error: notMapped(name) }
    const outcome = await this.#carryOut(mapping, name, input, subject, signal)
    if (outcome.ok || attempts + 1 < mapping.maxAttempts) return outcome
    return { ...outcome, permanent: true }
  }

  async #carryOut(
    { action, timeoutMs }: Mapping,
    name: string,
    input: string,
    subject: string | undefined,
    signal: AbortSignal,
  ): Promise<Outcome> {
    if (action.kind === 'command') return await runCommand(action, name, input, timeoutMs, signal)
    const body = action.format === 'slack' ? slackBody(input, subject) : input
    const headers = { 'content-type': 'application/json', 'x-atalaya-name': name, ...action.headers }
    return await post({ url: action.url ?? name, headers, body, timeoutMs }, signal)
  }
}

export function notMapped(name: string): string {
  return `Nothing is mapped to ${name}. Say what it means here in the automation file (ATALAYA_AUTOMATION_FILE).`
}
