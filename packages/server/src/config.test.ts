import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkConfig, DEFAULT_CONFIG, isLoopback, loadConfig, SETTINGS } from './config.ts'

test('without an environment everything has a default that runs at once', () => {
  expect(DEFAULT_CONFIG).toMatchObject({ port: 4580, host: '127.0.0.1', store: 'embedded', emfPort: 25_888 })
  checkConfig(DEFAULT_CONFIG)
})

test('every setting can be given', () => {
  expect(
    loadConfig({
      ATALAYA_PORT: '0',
      ATALAYA_HOST: '::1',
      ATALAYA_DATA_DIR: '/data',
      ATALAYA_STORE: 'memory',
      ATALAYA_EPHEMERAL: 'yes',
      ATALAYA_ACCOUNT_ID: '111122223333',
      ATALAYA_REGION: 'eu-south-2',
      ATALAYA_EMF_PORT: 'off',
      ATALAYA_MAX_BODY_BYTES: '2048',
      ATALAYA_MAX_BUFFERED_BYTES: '4096',
      ATALAYA_ACCESS_KEYS: 'AKIA1:abc/+=:d, 222233334444:x',
      ATALAYA_INSECURE: '1',
      ATALAYA_CORS_ORIGINS: 'https://a.example, https://b.example',
      ATALAYA_STORE_MEMORY_BYTES: '1073741824',
      ATALAYA_SEAL_ROWS: '5000',
      ATALAYA_EXPIRE_INTERVAL_MS: '700',
      ATALAYA_LOG_LEVEL: 'debug',
      ATALAYA_HEADERS_TIMEOUT_MS: '1',
      ATALAYA_REQUEST_TIMEOUT_MS: '2',
      ATALAYA_SHUTDOWN_GRACE_MS: '3',
      ATALAYA_PUBLIC_URL: 'https://atalaya.example',
      ATALAYA_AUTOMATION_FILE: 'automation.yaml',
      ATALAYA_DASHBOARDS_DIR: 'dashboards',
      ATALAYA_ALARMS_DIR: 'alarms',
      ATALAYA_SMTP_HOST: 'mail.example',
      ATALAYA_SMTP_PORT: '25',
      ATALAYA_SMTP_USER: 'user',
      ATALAYA_SMTP_PASSWORD: 'password',
      ATALAYA_SMTP_TLS: 'off',
      ATALAYA_SMTP_CA_FILE: 'ca.pem',
      ATALAYA_MAIL_FROM: 'alarms@example.com',
      ATALAYA_SUBSCRIPTION_URLS: 'https://*.example.com, http://127.0.0.1:*/hooks',
    }),
  ).toEqual({
    port: 0,
    host: '::1',
    dataDirectory: '/data',
    store: 'memory',
    ephemeral: true,
    accountId: '111122223333',
    region: 'eu-south-2',
    emfPort: undefined,
    maxBodyBytes: 2048,
    maxBufferedBytes: 4096,
    accessKeys: { AKIA1: 'abc/+=:d', '222233334444': 'x' },
    insecure: true,
    corsOrigins: ['https://a.example', 'https://b.example'],
    storeMemoryBytes: 1_073_741_824,
    sealRows: 5_000,
    expireIntervalMs: 700,
    logLevel: 'debug',
    headersTimeoutMs: 1,
    requestTimeoutMs: 2,
    shutdownGraceMs: 3,
    publicUrl: 'https://atalaya.example',
    automationFile: 'automation.yaml',
    dashboardsDirectory: 'dashboards',
    alarmsDirectory: 'alarms',
    smtpHost: 'mail.example',
    smtpPort: 25,
    smtpUser: 'user',
    smtpPassword: 'password',
    smtpTls: 'off',
    smtpCaFile: 'ca.pem',
    mailFrom: 'alarms@example.com',
    subscriptionUrls: ['https://*.example.com', 'http://127.0.0.1:*/hooks'],
  })
})

test('an override wins, even over a wrong variable and with the value undefined', () => {
  const config = loadConfig({ ATALAYA_PORT: 'x', ATALAYA_EMF_PORT: '1' }, { port: 7, emfPort: undefined })
  expect([config.port, config.emfPort]).toEqual([7, undefined])
})

test('all wrong variables are named at once, with what was expected', () => {
  const load = () =>
    loadConfig({ ATALAYA_PORT: '65536', ATALAYA_STORE: 'disk', ATALAYA_EPHEMERAL: 'maybe', ATALAYA_ACCOUNT_ID: '12' })
  expect(load).toThrow(`Bad configuration:
  ATALAYA_PORT must be an integer from 0 to 65535, got '65536'
  ATALAYA_STORE must be one of embedded, memory, got 'disk'
  ATALAYA_EPHEMERAL must be true or false, got 'maybe'
  ATALAYA_ACCOUNT_ID must be 12 digits, got '12'`)
})

test('an address pattern that is none is not taken for one', () => {
  expect(() => loadConfig({ ATALAYA_SUBSCRIPTION_URLS: 'https://a.example,b.example' })).toThrow(
    "ATALAYA_SUBSCRIPTION_URLS must be addresses such as https://*.example.com/hooks/* separated by commas, got 'https://a.example,b.example'",
  )
})

test('a secret does not get into the message', () => {
  expect(() => loadConfig({ ATALAYA_ACCESS_KEYS: 'id hunter2' })).toThrow(/^(?!.*hunter2)/s)
})

test.each([
  ['127.0.0.1', {}, true],
  ['localhost', {}, true],
  ['::1', {}, true],
  ['0.0.0.0', {}, false],
  ['::', {}, false],
  ['127.evil.example', {}, false],
  ['0.0.0.0', { insecure: true }, true],
  ['0.0.0.0', { accessKeys: { id: 'secret' } }, true],
])('listening on %s with %j is fine: %s', (host, more, fine) => {
  const check = () => checkConfig({ ...DEFAULT_CONFIG, host, ...more })
  if (fine) check()
  else expect(check).toThrow('--insecure')
})

test.each([
  ['127.255.0.3', true],
  ['128.0.0.1', false],
  ['localhost.example', false],
])('%s is loopback: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback)
})

test('the reference page lists exactly these settings', () => {
  const page = readFileSync(new URL('../../../docs/reference/configuration.md', import.meta.url), 'utf8')
  const rows = Object.values(SETTINGS).map(({ variable, shown, help, kind }) => {
    return `| \`${variable}\` | ${shown} | ${help} Given as ${kind.expects}. |`
  })
  expect(page.split('\n').filter((line) => line.startsWith('| `ATALAYA_'))).toEqual(rows)
})
