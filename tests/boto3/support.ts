import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { describeWith, pythonWithBoto3, run } from '../support/tools.ts'

/**
 * Runs a Python script of this folder as one test. The script drives boto3 and asserts; it reads the address of the server
 * from ENDPOINT and its account from ACCOUNT, and prints one line for each thing it has checked.
 */
export function testScript(script: string, checks: number): void {
  describeWith(pythonWithBoto3, `boto3 ${script}`, (python) => {
    test(script, async () => {
      const account = new Account()
      const path = fileURLToPath(new URL(script, import.meta.url))
      const env = { ENDPOINT: account.url, ACCOUNT: account.id, PYTHONDONTWRITEBYTECODE: '1' }
      const { code, stdout, stderr } = await run(python, [path], account, { env, timeoutMs: 90_000 })
      expect(stderr).toBe('')
      expect(code).toBe(0)
      const done = stdout.trimEnd().split('\n')
      expect(done, stdout).toHaveLength(checks)
    }, 100_000)
  })
}
