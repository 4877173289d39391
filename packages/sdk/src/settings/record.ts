/**
 * The checked settings of a service: `settings.retry.attempts`. Defaults and environment variables: `table.ts`.
 */
export interface Settings {
  readonly service: {
    /** Name of the service, on every signal. */
    readonly name: string
    /** Version of the service. Empty: unknown. */
    readonly version: string
    /** Where it runs: production, staging, development. */
    readonly environment: string
    /** Names this instance. Empty: found out (EC2, ECS, Lambda, pod), else the host name. */
    readonly instanceId: string
    /** CloudWatch namespace of metrics. */
    readonly namespace: string
  }
  readonly log: {
    /** Off: loggers do nothing. */
    readonly enabled: boolean
    /** Least important level that is written. */
    readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'off'
    /** JSON for machines, text for a terminal. */
    readonly format: 'json' | 'text'
    /** Write lines to stdout. */
    readonly stdout: boolean
    /** Also write lines to this file. Empty: no file. */
    readonly file: string
    /** Bytes at which the file is rotated. */
    readonly fileMaxBytes: number
    /** Rotated files that are kept. */
    readonly fileKeep: number
    /** Latest lines kept in memory for /logs/recent. */
    readonly recentLines: number
    /** Also send lines to this CloudWatch Logs group. Empty: not sent. */
    readonly cloudwatchGroup: string
    /** Log stream there. Empty: service and instance. */
    readonly cloudwatchStream: string
    /** Turn console.log and its kin into log lines. */
    readonly captureConsole: boolean
    /** Mask authorization headers, cookies, tokens, e-mail addresses, card numbers. */
    readonly redact: boolean
  }
  readonly metrics: {
    /** Off: instruments do nothing. */
    readonly enabled: boolean
    /** Write embedded metric format. */
    readonly emf: boolean
    /** Interval of aggregated documents, in milliseconds. */
    readonly emfIntervalMs: number
    /** Send embedded metric format here (tcp://host:25888) instead of stdout. */
    readonly emfAgent: string
    /** Log group to which the agent writes the documents. Empty: the name of the service, then -metrics. */
    readonly emfLogGroup: string
    /** Log stream there. Empty: as the agent has it. */
    readonly emfLogStream: string
    /** OTLP/HTTP endpoint of metrics, with its path. Empty: not sent. */
    readonly otlpEndpoint: string
    /** Interval of OTLP exports, in milliseconds. */
    readonly otlpIntervalMs: number
    /** Send metrics by PutMetricData. */
    readonly putMetricData: boolean
    /** Label sets of one metric; further ones share an overflow series. */
    readonly maxSeries: number
    /** Service, Environment and InstanceId on every CloudWatch metric. */
    readonly defaultDimensions: boolean
    /** Memory, CPU, disk, event loop, garbage collection, handles. */
    readonly system: boolean
    /** How often system metrics are taken, in milliseconds. */
    readonly systemIntervalMs: number
    /** Interval of ServiceHeartbeat, in milliseconds. 0: none. */
    readonly heartbeatMs: number
  }
  readonly tracing: {
    /** Off: no spans. */
    readonly enabled: boolean
    /** OTLP endpoint of spans. Empty: not sent. */
    readonly endpoint: string
    /** OTLP over HTTP (protobuf) or gRPC. */
    readonly protocol: 'http' | 'grpc'
    /** Print finished spans. */
    readonly console: boolean
    /** host:port of an X-Ray daemon for spans over UDP. Empty: not sent. */
    readonly xrayDaemon: string
    /** Share of new traces that is recorded. */
    readonly sampleRatio: number
    /** Ask X-Ray for sampling rules. */
    readonly xraySampling: boolean
  }
  readonly retry: {
    /** Further attempts after the first. */
    readonly attempts: number
    /** Delay before the second attempt, in milliseconds. */
    readonly baseDelayMs: number
    /** Longest delay, in milliseconds. */
    readonly maxDelayMs: number
  }
  readonly breaker: {
    /** Off: circuit breakers let everything through. */
    readonly enabled: boolean
    /** Failures in a row that open a breaker. */
    readonly failMax: number
    /** How long it stays open, in milliseconds. */
    readonly resetMs: number
  }
  readonly bulkhead: {
    /** Calls at the same time. */
    readonly limit: number
    /** Calls that may wait for a place. */
    readonly queue: number
  }
  readonly timeout: {
    /** To open a connection, in milliseconds. */
    readonly connectMs: number
    /** To receive an answer, in milliseconds. */
    readonly readMs: number
    /** To send a request, in milliseconds. */
    readonly writeMs: number
    /** To get a connection from a pool, in milliseconds. */
    readonly poolMs: number
    /** Of one database statement, in milliseconds. */
    readonly dbMs: number
  }
  readonly http: {
    /** Header that brings and returns the request id. */
    readonly requestIdHeader: string
    /** Share of /health requests that is logged. */
    readonly healthSampleRatio: number
  }
  readonly health: {
    /** Serve the health and statistics routes. */
    readonly enabled: boolean
    /** Bearer token for every route but /health. Empty: open. */
    readonly token: string
    /** Of one check, in milliseconds. */
    readonly timeoutMs: number
    /** How long a result holds, in milliseconds. */
    readonly cacheMs: number
  }
  readonly alerts: {
    /** Evaluate the threshold alerts inside the service. */
    readonly enabled: boolean
    /** Memory in use. */
    readonly memoryPercent: number
    /** CPU in use. */
    readonly cpuPercent: number
    /** Disk in use. */
    readonly diskPercent: number
    /** Requests that fail. */
    readonly errorRatePercent: number
    /** Mean response time, in milliseconds. */
    readonly responseTimeMs: number
    /** Requests in the latest minute below which error rate and response time say nothing. */
    readonly minRequests: number
    /** Between two notifications of one alert, in milliseconds. */
    readonly cooldownMs: number
    /** Between two evaluations, in milliseconds. */
    readonly intervalMs: number
    /** Notify by a JSON POST to this address. Empty: not. */
    readonly webhookUrl: string
    /** Notify by a Slack webhook. Empty: not. */
    readonly slackUrl: string
    /** Notify this address. Empty: not. */
    readonly email: string
    /** Sender of mail. Empty: the address that it goes to. */
    readonly emailFrom: string
    /** Mail server: smtp://user:password@host:port. */
    readonly smtpUrl: string
  }
  readonly aws: {
    /** Region of AWS calls. */
    readonly region: string
    /** Endpoint of AWS calls: an Atalaya server. Empty: AWS. */
    readonly endpoint: string
    /** Empty: credentials of the container or instance. */
    readonly accessKeyId: string
    /** Belongs to the access key. */
    readonly secretAccessKey: string
    /** Of temporary credentials. */
    readonly sessionToken: string
  }
  readonly otlp: {
    /** Base of OTLP endpoints; /v1/traces and /v1/metrics are added where no endpoint of their own is set. */
    readonly endpoint: string
    /** Headers of OTLP requests: name=value,name=value, values URL-encoded. */
    readonly headers: string
    /** Of one OTLP request, in milliseconds. */
    readonly timeoutMs: number
  }
}

/** Settings given in code: any part of them. */
export type SettingsInput = { readonly [Group in keyof Settings]?: Partial<Settings[Group]> | undefined }
