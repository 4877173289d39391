import { type CheckOptions, defineCheck, type Finding, type HealthCheck } from '../check.ts'

/** `true` or nothing: healthy. `false`: unhealthy. A finding says more. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that ends without a word has found nothing wrong
export type CustomAnswer = boolean | undefined | void | Finding

/**
 * A check of your own. Critical unless told otherwise.
 *
 * @param ask - may throw or reject: only the type of the error is shown. A `CheckFailed` shows its message, too.
 */
export function customCheck(
  name: string,
  ask: (signal: AbortSignal) => CustomAnswer | Promise<CustomAnswer>,
  options: Omit<CheckOptions, 'name'> = {},
): HealthCheck {
  return defineCheck({ name, critical: true }, options, async (signal) => {
    const answer = await ask(signal)
    if (typeof answer === 'object') return answer
    return { status: answer === false ? 'unhealthy' : 'healthy' }
  })
}
