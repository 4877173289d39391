import type { Account } from '../support/clients.ts'
import { type Finished, run } from '../support/tools.ts'

/** The AWS CLI speaking to the server as one account. */
export interface Cli {
  /** Runs a command to its end, whatever its exit code. */
  run(args: readonly string[], options?: { readonly timeoutMs?: number }): Promise<Finished>
  /** Runs a command that must succeed, and returns what it printed as JSON (undefined when it printed nothing). */
  json(...args: string[]): Promise<unknown>
}

export function awsCliOf(path: string, account: Account): Cli {
  const call: Cli['run'] = (args, options) =>
    // Version 1 has no option against the pager.
    run(path, [...args, '--endpoint-url', account.url, '--output', 'json'], account, {
      ...options,
      env: { AWS_PAGER: '' },
    })
  return {
    run: call,
    json: async (...args) => {
      const { code, stdout, stderr } = await call(args)
      if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}: ${stderr}`)
      return stdout.trim() === '' ? undefined : JSON.parse(stdout)
    },
  }
}
