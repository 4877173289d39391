import type { Settings } from './record.ts'
import { choice, flag, integer, matching, number, secret, secretUrl, text, url, type Value } from './values.ts'

/**
 * They are dimensions of metrics, which are refused otherwise.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
const DIMENSION = /^(?=.*\S)[\x20-\x7e]{1,255}$/
const DIMENSION_ACCEPTS = '1 to 255 printable ASCII characters, not all blank'

/**
 * Names, environment variables and defaults. `ATALAYA_LOG_LEVEL` is the variable of `log.level`; `also` lists what else is read
 * when it is absent, in this order.
 */
export const TABLE: {
  readonly [Group in keyof Settings]: { readonly [Name in keyof Settings[Group]]: Value<Settings[Group][Name]> }
} = {
  service: {
    name: matching(DIMENSION, DIMENSION_ACCEPTS, {
      env: 'SERVICE_NAME',
      also: [
        'OTEL_SERVICE_NAME',
        'OTEL_RESOURCE_ATTRIBUTES[service.name]',
        'AWS_EMF_SERVICE_NAME',
        'AWS_LAMBDA_FUNCTION_NAME',
      ],
      fallback: 'service',
      doc: 'Name of the service, on every signal.',
    }),
    version: text({
      env: 'SERVICE_VERSION',
      also: ['OTEL_RESOURCE_ATTRIBUTES[service.version]', 'npm_package_version'],
      fallback: '',
      doc: 'Version of the service. Empty: unknown.',
    }),
    environment: matching(DIMENSION, DIMENSION_ACCEPTS, {
      env: 'ENVIRONMENT',
      also: ['OTEL_RESOURCE_ATTRIBUTES[deployment.environment.name]', 'NODE_ENV'],
      fallback: 'development',
      doc: 'Where it runs: production, staging, development.',
    }),
    instanceId: matching(/^(?:|(?=.*\S)[\x20-\x7e]{1,255})$/, `empty, or ${DIMENSION_ACCEPTS}`, {
      env: 'INSTANCE_ID',
      also: ['OTEL_RESOURCE_ATTRIBUTES[service.instance.id]'],
      fallback: '',
      doc: 'Names this instance. Empty: found out (EC2, ECS, Lambda, pod), else the host name.',
    }),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
    namespace: matching(/^(?!:|AWS\/).{1,255}$/s, '1 to 255 characters, not starting with ":" or "AWS/"', {
      env: 'METRICS_NAMESPACE',
      also: ['AWS_EMF_NAMESPACE'],
      fallback: 'Atalaya',
      doc: 'CloudWatch namespace of metrics.',
    }),
  },
  log: {
    enabled: flag({ env: 'LOG_ENABLED', fallback: true, doc: 'Off: loggers do nothing.' }),
    level: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'off'], {
      env: 'LOG_LEVEL',
      also: ['LOG_LEVEL'],
      fallback: 'info',
      doc: 'Least important level that is written.',
    }),
    format: choice(['json', 'text'], {
      env: 'LOG_FORMAT',
      also: ['LOG_FORMAT'],
      fallback: 'json',
      doc: 'JSON for machines, text for a terminal.',
    }),
    stdout: flag({ env: 'LOG_STDOUT', fallback: true, doc: 'Write lines to stdout.' }),
    file: text({
      env: 'LOG_FILE',
      also: ['LOG_FILE'],
      fallback: '',
      doc: 'Also write lines to this file. Empty: no file.',
    }),
    fileMaxBytes: integer({
      env: 'LOG_FILE_MAX_BYTES',
      min: 1_024,
      max: 2 ** 40,
      fallback: 10 * 1024 * 1024,
      doc: 'Bytes at which the file is rotated.',
    }),
    fileKeep: integer({ env: 'LOG_FILE_KEEP', min: 0, max: 1_000, fallback: 5, doc: 'Rotated files that are kept.' }),
    recentLines: integer({
      env: 'LOG_RECENT_LINES',
      min: 0,
      max: 100_000,
      fallback: 1_000,
      doc: 'Latest lines kept in memory for /logs/recent.',
    }),
    cloudwatchGroup: text({
      env: 'LOG_CLOUDWATCH_GROUP',
      fallback: '',
      doc: 'Also send lines to this CloudWatch Logs group. Empty: not sent.',
    }),
    cloudwatchStream: text({
      env: 'LOG_CLOUDWATCH_STREAM',
      fallback: '',
      doc: 'Log stream there. Empty: service and instance.',
    }),
    captureConsole: flag({
      env: 'LOG_CAPTURE_CONSOLE',
      fallback: false,
      doc: 'Turn console.log and its kin into log lines.',
    }),
    redact: flag({
      env: 'LOG_REDACT',
      fallback: true,
      doc: 'Mask authorization headers, cookies, tokens, e-mail addresses, card numbers.',
    }),
  },
  metrics: {
    enabled: flag({ env: 'METRICS_ENABLED', fallback: true, doc: 'Off: instruments do nothing.' }),
    emf: flag({ env: 'METRICS_EMF', fallback: true, doc: 'Write embedded metric format.' }),
    emfIntervalMs: integer({
      env: 'METRICS_EMF_INTERVAL_MS',
      min: 1_000,
      max: 3_600_000,
      fallback: 60_000,
      doc: 'Interval of aggregated documents, in milliseconds.',
    }),
    emfAgent: url({
      env: 'METRICS_EMF_AGENT',
      also: ['AWS_EMF_AGENT_ENDPOINT'],
      fallback: '',
      schemes: ['tcp'],
      doc: 'Send embedded metric format here (tcp://host:25888) instead of stdout.',
    }),
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    emfLogGroup: matching(/^[\w./#-]{0,512}$/, 'at most 512 letters, digits, "_", "-", "/", "." and "#"', {
      env: 'METRICS_EMF_LOG_GROUP',
      also: ['AWS_EMF_LOG_GROUP_NAME'],
      fallback: '',
      doc: 'Log group to which the agent writes the documents. Empty: the name of the service, then -metrics.',
    }),
    emfLogStream: matching(/^[^:*]{0,512}$/, 'at most 512 characters, not ":" or "*"', {
      env: 'METRICS_EMF_LOG_STREAM',
      also: ['AWS_EMF_LOG_STREAM_NAME'],
      fallback: '',
      doc: 'Log stream there. Empty: as the agent has it.',
    }),
    otlpEndpoint: url({
      env: 'METRICS_OTLP_ENDPOINT',
      also: ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'],
      fallback: '',
      schemes: ['http', 'https'],
      doc: 'OTLP/HTTP endpoint of metrics, with its path. Empty: not sent.',
    }),
    otlpIntervalMs: integer({
      env: 'METRICS_OTLP_INTERVAL_MS',
      also: ['OTEL_METRIC_EXPORT_INTERVAL'],
      min: 1_000,
      max: 3_600_000,
      fallback: 60_000,
      doc: 'Interval of OTLP exports, in milliseconds.',
    }),
    putMetricData: flag({ env: 'METRICS_PUT_METRIC_DATA', fallback: false, doc: 'Send metrics by PutMetricData.' }),
    maxSeries: integer({
      env: 'METRICS_MAX_SERIES',
      min: 1,
      max: 1_000_000,
      fallback: 2_000,
      doc: 'Label sets of one metric; further ones share an overflow series.',
    }),
    defaultDimensions: flag({
      env: 'METRICS_DEFAULT_DIMENSIONS',
      fallback: true,
      doc: 'Service, Environment and InstanceId on every CloudWatch metric.',
    }),
    system: flag({
      env: 'METRICS_SYSTEM',
      fallback: true,
      doc: 'Memory, CPU, disk, event loop, garbage collection, handles.',
    }),
    systemIntervalMs: integer({
      env: 'METRICS_SYSTEM_INTERVAL_MS',
      min: 1_000,
      max: 3_600_000,
      fallback: 15_000,
      doc: 'How often system metrics are taken, in milliseconds.',
    }),
    heartbeatMs: integer({
      env: 'METRICS_HEARTBEAT_MS',
      min: 0,
      max: 86_400_000,
      fallback: 300_000,
      doc: 'Interval of ServiceHeartbeat, in milliseconds. 0: none.',
    }),
  },
  tracing: {
    enabled: flag({ env: 'TRACING_ENABLED', fallback: true, doc: 'Off: no spans.' }),
    endpoint: url({
      env: 'TRACING_ENDPOINT',
      also: ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
      fallback: '',
      schemes: ['http', 'https'],
      doc: 'OTLP endpoint of spans. Empty: not sent.',
    }),
    protocol: choice(['http', 'grpc'], {
      env: 'TRACING_PROTOCOL',
      also: ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
      aliases: { 'http/protobuf': 'http', 'http/json': 'http' },
      fallback: 'http',
      doc: 'OTLP over HTTP (protobuf) or gRPC.',
    }),
    console: flag({ env: 'TRACING_CONSOLE', fallback: false, doc: 'Print finished spans.' }),
    xrayDaemon: text({
      env: 'TRACING_XRAY_DAEMON',
      also: ['AWS_XRAY_DAEMON_ADDRESS'],
      fallback: '',
      doc: 'host:port of an X-Ray daemon for spans over UDP. Empty: not sent.',
    }),
    sampleRatio: number({
      env: 'TRACING_SAMPLE_RATIO',
      also: ['OTEL_TRACES_SAMPLER_ARG'],
      min: 0,
      max: 1,
      fallback: 1,
      doc: 'Share of new traces that is recorded.',
    }),
    xraySampling: flag({ env: 'TRACING_XRAY_SAMPLING', fallback: false, doc: 'Ask X-Ray for sampling rules.' }),
  },
  retry: {
    attempts: integer({
      env: 'RETRY_ATTEMPTS',
      min: 0,
      max: 100,
      fallback: 3,
      doc: 'Further attempts after the first.',
    }),
    baseDelayMs: integer({
      env: 'RETRY_BASE_DELAY_MS',
      min: 0,
      max: 3_600_000,
      fallback: 100,
      doc: 'Delay before the second attempt, in milliseconds.',
    }),
    maxDelayMs: integer({
      env: 'RETRY_MAX_DELAY_MS',
      min: 0,
      max: 3_600_000,
      fallback: 10_000,
      doc: 'Longest delay, in milliseconds.',
    }),
  },
  breaker: {
    enabled: flag({ env: 'BREAKER_ENABLED', fallback: true, doc: 'Off: circuit breakers let everything through.' }),
    failMax: integer({
      env: 'BREAKER_FAIL_MAX',
      min: 1,
      max: 1_000_000,
      fallback: 5,
      doc: 'Failures in a row that open a breaker.',
    }),
    resetMs: integer({
      env: 'BREAKER_RESET_MS',
      min: 1,
      max: 86_400_000,
      fallback: 60_000,
      doc: 'How long it stays open, in milliseconds.',
    }),
  },
  bulkhead: {
    limit: integer({ env: 'BULKHEAD_LIMIT', min: 1, max: 1_000_000, fallback: 100, doc: 'Calls at the same time.' }),
    queue: integer({
      env: 'BULKHEAD_QUEUE',
      min: 0,
      max: 1_000_000,
      fallback: 100,
      doc: 'Calls that may wait for a place.',
    }),
  },
  timeout: {
    connectMs: integer({
      env: 'TIMEOUT_CONNECT_MS',
      min: 1,
      max: 3_600_000,
      fallback: 5_000,
      doc: 'To open a connection, in milliseconds.',
    }),
    readMs: integer({
      env: 'TIMEOUT_READ_MS',
      min: 1,
      max: 3_600_000,
      fallback: 30_000,
      doc: 'To receive an answer, in milliseconds.',
    }),
    writeMs: integer({
      env: 'TIMEOUT_WRITE_MS',
      min: 1,
      max: 3_600_000,
      fallback: 30_000,
      doc: 'To send a request, in milliseconds.',
    }),
    poolMs: integer({
      env: 'TIMEOUT_POOL_MS',
      min: 1,
      max: 3_600_000,
      fallback: 10_000,
      doc: 'To get a connection from a pool, in milliseconds.',
    }),
    dbMs: integer({
      env: 'TIMEOUT_DB_MS',
      min: 1,
      max: 3_600_000,
      fallback: 30_000,
      doc: 'Of one database statement, in milliseconds.',
    }),
  },
  http: {
    // https://www.rfc-editor.org/rfc/rfc9110#name-field-names
    requestIdHeader: matching(/^[!#$%&'*+.^_`|~\w-]+$/, 'the name of a header', {
      env: 'HTTP_REQUEST_ID_HEADER',
      fallback: 'X-Request-ID',
      doc: 'Header that brings and returns the request id.',
    }),
    healthSampleRatio: number({
      env: 'HTTP_HEALTH_SAMPLE_RATIO',
      min: 0,
      max: 1,
      fallback: 0.1,
      doc: 'Share of /health requests that is logged.',
    }),
  },
  health: {
    enabled: flag({ env: 'HEALTH_ENABLED', fallback: true, doc: 'Serve the health and statistics routes.' }),
    token: secret({ env: 'HEALTH_TOKEN', fallback: '', doc: 'Bearer token for every route but /health. Empty: open.' }),
    timeoutMs: integer({
      env: 'HEALTH_TIMEOUT_MS',
      min: 1,
      max: 600_000,
      fallback: 2_000,
      doc: 'Of one check, in milliseconds.',
    }),
    cacheMs: integer({
      env: 'HEALTH_CACHE_MS',
      min: 0,
      max: 3_600_000,
      fallback: 5_000,
      doc: 'How long a result holds, in milliseconds.',
    }),
  },
  alerts: {
    enabled: flag({ env: 'ALERTS_ENABLED', fallback: true, doc: 'Evaluate the threshold alerts inside the service.' }),
    memoryPercent: number({ env: 'ALERTS_MEMORY_PERCENT', min: 0, max: 100, fallback: 85, doc: 'Memory in use.' }),
    cpuPercent: number({ env: 'ALERTS_CPU_PERCENT', min: 0, max: 100, fallback: 80, doc: 'CPU in use.' }),
    diskPercent: number({ env: 'ALERTS_DISK_PERCENT', min: 0, max: 100, fallback: 90, doc: 'Disk in use.' }),
    errorRatePercent: number({
      env: 'ALERTS_ERROR_RATE_PERCENT',
      min: 0,
      max: 100,
      fallback: 5,
      doc: 'Requests that fail.',
    }),
    responseTimeMs: number({
      env: 'ALERTS_RESPONSE_TIME_MS',
      min: 0,
      max: 3_600_000,
      fallback: 2_000,
      doc: 'Mean response time, in milliseconds.',
    }),
    minRequests: integer({
      env: 'ALERTS_MIN_REQUESTS',
      min: 1,
      max: 1_000_000,
      fallback: 10,
      doc: 'Requests in the latest minute below which error rate and response time say nothing.',
    }),
    cooldownMs: integer({
      env: 'ALERTS_COOLDOWN_MS',
      min: 0,
      max: 86_400_000,
      fallback: 300_000,
      doc: 'Between two notifications of one alert, in milliseconds.',
    }),
    intervalMs: integer({
      env: 'ALERTS_INTERVAL_MS',
      min: 100,
      max: 3_600_000,
      fallback: 15_000,
      doc: 'Between two evaluations, in milliseconds.',
    }),
    webhookUrl: secretUrl({
      env: 'ALERTS_WEBHOOK_URL',
      fallback: '',
      schemes: ['http', 'https'],
      doc: 'Notify by a JSON POST to this address. Empty: not.',
    }),
    slackUrl: secretUrl({
      env: 'ALERTS_SLACK_URL',
      fallback: '',
      schemes: ['http', 'https'],
      doc: 'Notify by a Slack webhook. Empty: not.',
    }),
    email: text({ env: 'ALERTS_EMAIL', fallback: '', doc: 'Notify this address. Empty: not.' }),
    emailFrom: text({
      env: 'ALERTS_EMAIL_FROM',
      fallback: '',
      doc: 'Sender of mail. Empty: the address that it goes to.',
    }),
    smtpUrl: secretUrl({
      env: 'ALERTS_SMTP_URL',
      fallback: '',
      schemes: ['smtp', 'smtps'],
      doc: 'Mail server: smtp://user:password@host:port.',
    }),
  },
  aws: {
    region: text({
      env: 'AWS_REGION',
      also: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
      fallback: 'us-east-1',
      doc: 'Region of AWS calls.',
    }),
    endpoint: url({
      env: 'AWS_ENDPOINT',
      also: ['AWS_ENDPOINT_URL'],
      fallback: '',
      schemes: ['http', 'https'],
      doc: 'Endpoint of AWS calls: an Atalaya server. Empty: AWS.',
    }),
    accessKeyId: text({
      env: 'AWS_ACCESS_KEY_ID',
      also: ['AWS_ACCESS_KEY_ID'],
      fallback: '',
      doc: 'Empty: credentials of the container or instance.',
    }),
    secretAccessKey: secret({
      env: 'AWS_SECRET_ACCESS_KEY',
      also: ['AWS_SECRET_ACCESS_KEY'],
      fallback: '',
      doc: 'Belongs to the access key.',
    }),
    sessionToken: secret({
      env: 'AWS_SESSION_TOKEN',
      also: ['AWS_SESSION_TOKEN'],
      fallback: '',
      doc: 'Of temporary credentials.',
    }),
  },
  otlp: {
    endpoint: url({
      env: 'OTLP_ENDPOINT',
      also: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
      fallback: '',
      schemes: ['http', 'https'],
      doc: 'Base of OTLP endpoints; /v1/traces and /v1/metrics are added where no endpoint of their own is set.',
    }),
    headers: secret({
      env: 'OTLP_HEADERS',
      also: ['OTEL_EXPORTER_OTLP_HEADERS'],
      fallback: '',
      doc: 'Headers of OTLP requests: name=value,name=value, values URL-encoded.',
    }),
    timeoutMs: integer({
      env: 'OTLP_TIMEOUT_MS',
      also: ['OTEL_EXPORTER_OTLP_TIMEOUT'],
      min: 1,
      max: 600_000,
      fallback: 10_000,
      doc: 'Of one OTLP request, in milliseconds.',
    }),
  },
}
