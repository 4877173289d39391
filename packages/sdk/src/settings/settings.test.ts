import { expect, test } from 'vitest'
import { describeSettings, loadSettings, settingDocs } from './settings.ts'

test('without anything there are defaults for everything', () => {
  const settings = loadSettings({ env: {} })
  expect(settings.log.level).toBe('info')
  expect(settings.retry).toEqual({ attempts: 3, baseDelayMs: 100, maxDelayMs: 10_000 })
  expect(settings.health.timeoutMs).toBe(2_000)
  expect(settingDocs().length).toBeGreaterThanOrEqual(30)
})

test('the environment, its other names, and code, each wins over the one before', () => {
  const env = {
    OTEL_SERVICE_NAME: 'from-otel',
    LOG_LEVEL: 'debug',
    ATALAYA_LOG_LEVEL: 'WARN',
    ATALAYA_BREAKER_ENABLED: 'off',
  }
  const settings = loadSettings({ env, values: { timeout: { dbMs: 5 } } })
  expect(settings.service.name).toBe('from-otel')
  expect(settings.log.level).toBe('warn')
  expect(settings.breaker.enabled).toBe(false)
  expect(settings.timeout.dbMs).toBe(5)
  expect(loadSettings({ env, values: { service: { name: 'mine' } } }).service.name).toBe('mine')
})

test('attributes of the resource, as operators of OpenTelemetry give them, name the service', () => {
  const env = {
    OTEL_RESOURCE_ATTRIBUTES:
      'service.name=video%20api,service.version=1.2,deployment.environment.name=staging,service.instance.id=pod-1,team=a',
    NODE_ENV: 'production',
    AWS_LAMBDA_FUNCTION_NAME: 'fn',
  }
  expect(loadSettings({ env }).service).toMatchObject({
    name: 'video api',
    version: '1.2',
    environment: 'staging',
    instanceId: 'pod-1',
  })
  expect(loadSettings({ env: { ...env, OTEL_SERVICE_NAME: 'named' } }).service.name).toBe('named')
  expect(() => loadSettings({ env: { OTEL_RESOURCE_ATTRIBUTES: 'service.name=v%C3%ADdeo' } })).toThrow(
    /OTEL_RESOURCE_ATTRIBUTES\[service\.name\] must be/,
  )
})

test.each([
  ['grpc', 'grpc'],
  ['http/protobuf', 'http'],
  ['http/json', 'http'],
])('the protocol of OpenTelemetry %s is %s', (OTEL_EXPORTER_OTLP_PROTOCOL, protocol) => {
  expect(loadSettings({ env: { OTEL_EXPORTER_OTLP_PROTOCOL } }).tracing.protocol).toBe(protocol)
})

test('an empty variable is as good as none', () => {
  expect(loadSettings({ env: { ATALAYA_RETRY_ATTEMPTS: '' } }).retry.attempts).toBe(3)
})

test('one error names every wrong value, and shows no secret', () => {
  const env = {
    ATALAYA_LOG_LEVEL: 'loud',
    ATALAYA_RETRY_ATTEMPTS: '2.5',
    ATALAYA_TRACING_SAMPLE_RATIO: '3',
    ATALAYA_TRACING_ENDPOINT: 'collector:4318',
    ATALAYA_HEALTH_ENABLED: 'maybe',
  }
  const values = { timeout: { poolMs: -1 }, health: { token: 12_345 as never }, retry: { atempts: 3 } as never }
  let message = ''
  try {
    loadSettings({ env, values })
  } catch (error) {
    message = (error as Error).message
  }
  expect(message).toContain("ATALAYA_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, off, got 'loud'")
  expect(message).toContain("ATALAYA_RETRY_ATTEMPTS must be an integer from 0 to 100, got '2.5'")
  expect(message).toContain("ATALAYA_TRACING_SAMPLE_RATIO must be a number from 0 to 1, got '3'")
  expect(message).toContain(
    "ATALAYA_TRACING_ENDPOINT must be a URL that begins with http:// or https://, got 'collector:4318'",
  )
  expect(message).toContain("ATALAYA_HEALTH_ENABLED must be true or false (also 1, 0, yes, no, on, off), got 'maybe'")
  expect(message).toContain('timeout.poolMs must be an integer from 1 to 3600000, got -1')
  expect(message).toContain('health.token must be a text, got something else')
  expect(message).toContain('retry.atempts is not a setting')
  expect(message).not.toContain('12345')
})

test('settings are printed with their secrets masked', () => {
  const settings = loadSettings({ env: { AWS_SECRET_ACCESS_KEY: 'wJalr', ATALAYA_ALERTS_SMTP_URL: 'smtp://u:p@h' } })
  const text = describeSettings(settings)
  expect(text).toContain('log.level = info')
  expect(text).toContain('aws.secretAccessKey = ****')
  expect(text).not.toMatch(/wJalr|u:p@h/)
})

test('what a later part would refuse is named with everything else, and addresses that are secrets are not shown', () => {
  const env = {
    AWS_EMF_NAMESPACE: 'AWS/Lambda',
    ATALAYA_HTTP_REQUEST_ID_HEADER: 'X Request ID',
    ATALAYA_ALERTS_WEBHOOK_URL: 'hooks.example.com/T0/sekret',
    ATALAYA_ALERTS_SLACK_URL: 'ftp://hooks.slack.com/sekret',
    ATALAYA_ALERTS_SMTP_URL: 'mail:sekret@host',
  }
  const named = Object.keys(env).map((name) => `(?=[\\s\\S]*${name} must be)`)
  expect(() => loadSettings({ env })).toThrow(new RegExp(`^(?![\\s\\S]*sekret)${named.join('')}`))
})

test('what names the service can be a dimension of its metrics', () => {
  const service = { name: '', environment: 'producción', instanceId: ' ' }
  expect(() => loadSettings({ env: {}, values: { service } })).toThrow(
    /service\.name must be 1 to 255 printable ASCII[\s\S]*service\.environment must be[\s\S]*service\.instanceId must be empty, or 1 to/,
  )
  expect(loadSettings({ env: {}, values: { service: { name: 'video api', instanceId: '' } } }).service.name).toBe(
    'video api',
  )
})

test('a value without a text does not hide the others', () => {
  const values = { log: { level: Object.create(null) as never }, retry: { attempts: Symbol('x') as never } }
  expect(() => loadSettings({ env: {}, values })).toThrow(
    /log\.level must be.*an object without[\s\S]*retry\.attempts must be/,
  )
})

test('a password in an address is not shown, neither printed nor as wrong', () => {
  const settings = loadSettings({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://team:hunter2@otlp.example.com/x' } })
  expect(describeSettings(settings)).toContain('otlp.endpoint = https://team:****@otlp.example.com/x')
  const wrong = { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://team:hunter2@otlp.example.com' }
  expect(() => loadSettings({ env: wrong })).toThrow(/^(?![\s\S]*hunter2)[\s\S]*ftp:\/\/team:\*{4}@otlp/)
})

test('every default is what its own check takes, and every variable has one meaning', () => {
  const names = settingDocs().map(({ env }) => env[0])
  expect(new Set(names).size).toBe(names.length)
  for (const { env, fallback } of settingDocs()) {
    if (fallback !== '') expect(() => loadSettings({ env: { [env[0]!]: fallback } })).not.toThrow()
  }
})
