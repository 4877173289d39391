import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { failure } from '../support/logs.ts'

test('a caller whose access key is an account id is of that account', async () => {
  const account = new Account()
  const identity = await account.sts().send(new GetCallerIdentityCommand({}))
  expect(identity.Account).toBe(account.id)
  expect(identity.Arn).toContain(`::${account.id}:`)
  expect(identity.UserId).toEqual(expect.any(String))
})

test('any other caller is of the default account', async () => {
  const identity = await new Account({ id: 'AKIAIOSFODNN7EXAMPLE' }).sts().send(new GetCallerIdentityCommand({}))
  expect(identity.Account).toBe('000000000000')
})

test('what is not supported is refused, not imitated', async () => {
  const call = new AssumeRoleWithWebIdentityCommand({
    RoleArn: 'arn:aws:iam::000000000000:role/none',
    RoleSessionName: 'session',
    WebIdentityToken: 'token',
  })
  const error = await failure(new Account().sts().send(call))
  expect(error.name).toMatch(/InvalidAction|UnknownOperation|UnsupportedOperation/)
})
