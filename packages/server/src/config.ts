import { DEFAULT_ACCOUNT_ID, DEFAULT_REGION } from '@atalaya/model'
import { parseAddressPattern } from './actions/sns/address-pattern.ts'
import { LOG_LEVELS, type LogLevel } from './telemetry/log.ts'

/** Everything the server can be told. Read once; passed on as plain values. */
export interface ServerConfig {
  /** Main port: AWS APIs, `/health`, `/metrics`. 0 takes any free one. Default 4580. */
  readonly port: number
  /** Address to listen on. Default 127.0.0.1. */
  readonly host: string
  /** Where data lives; created when missing. Ignored when `ephemeral`. Default `.atalaya/data` in the working directory. */
  readonly dataDirectory: string
  /** `memory` keeps everything in this process and forgets it at the end. Default `embedded`. */
  readonly store: 'embedded' | 'memory'
  /** Keep data in a temporary folder that goes with the server, and offer `POST /api/reset`. Default false. */
  readonly ephemeral: boolean
  /** Account of callers whose access key is not itself an account id; 12 digits. Default 000000000000. */
  readonly accountId: string
  /** Region of requests that name none. Default us-east-1. */
  readonly region: string
  /** TCP and UDP port of the CloudWatch agent's embedded metric format; undefined: not offered. Default 25888. */
  readonly emfPort: number | undefined
  /** Largest request body as received and after inflating, in bytes. Default 20 MiB. */
  readonly maxBodyBytes: number
  /** Bytes of all request bodies held at one time; more is answered with 503. Default 256 MiB. */
  readonly maxBufferedBytes: number
  /** Access key ids and their secrets. When there is one, every AWS request must be signed by one. Default none. */
  readonly accessKeys: Readonly<Record<string, string>>
  /** Listen beyond loopback although anybody is let in. Default false. */
  readonly insecure: boolean
  /** Web origins besides those of this computer that may call the server; `*` is every one. Default none. */
  readonly corsOrigins: readonly string[]
  /** Bytes the embedded store may use for queries; undefined: 3 GiB, but at most half of the machine's. Default undefined. */
  readonly storeMemoryBytes: number | undefined
  /** Log events after which what came in is sealed into typed files. Default 250,000. */
  readonly sealRows: number
  /** Milliseconds between two removals of expired events. Default 10 min. */
  readonly expireIntervalMs: number
  /** Least severe level that is written. Default info. */
  readonly logLevel: LogLevel
  /** Milliseconds a client may take to send a request's head. Default 15 s. */
  readonly headersTimeoutMs: number
  /** Milliseconds a client may take to send a whole request, and to take each part of an answer. Default 60 s. */
  readonly requestTimeoutMs: number
  /** Milliseconds that running requests are given when the server stops. Default 10 s. */
  readonly shutdownGraceMs: number
  /** Address under which receivers of notifications reach the server; undefined: that which it listens on. Default undefined. */
  readonly publicUrl: string | undefined
  /** File that says what the ARNs of functions and automations mean here; undefined: nothing. Default undefined. */
  readonly automationFile: string | undefined
  /** Folder of dashboards to load at the start and on change; undefined: none. Default undefined. */
  readonly dashboardsDirectory: string | undefined
  /** Folder of alarms to load at the start and on change; undefined: none. Default undefined. */
  readonly alarmsDirectory: string | undefined
  /** SMTP server that takes mail; undefined: no mail is sent. Default undefined. */
  readonly smtpHost: string | undefined
  /** Default 587. */
  readonly smtpPort: number
  /** Default none: the SMTP server is not asked to let anybody in. */
  readonly smtpUser: string | undefined
  readonly smtpPassword: string | undefined
  /** `starttls` insists on it, `tls` is encrypted from the beginning, `off` never. Default starttls. */
  readonly smtpTls: 'starttls' | 'tls' | 'off'
  /** PEM file with certificates of authorities that the SMTP server's may come from, instead of the usual ones. Default none. */
  readonly smtpCaFile: string | undefined
  /** Sender of mail. Default no-reply@sns.atalaya.local. */
  readonly mailFrom: string
  /** Addresses that `http` and `https` subscriptions may have, with `*`; none: every address. Default none. */
  readonly subscriptionUrls: readonly string[]
}

/** A way to give a value as text. Returns undefined for text that is no such value. */
interface Kind<T> {
  readonly expects: string
  readonly parse: (text: string) => T | undefined
}

/** How one field of {@link ServerConfig} is set from the environment, for the loader and the reference page. */
export interface Setting<T> {
  readonly variable: string
  readonly kind: Kind<T>
  readonly fallback: T
  /** The default as the reference page prints it. */
  readonly shown: string
  readonly help: string
}

const MIB = 1024 * 1024
/** How an optional port is switched off. */
const OFF = 'off'
const MAX_PORT = 65_535
const DAY_IN_MS = 86_400_000

export const SETTINGS: { readonly [Field in keyof ServerConfig]: Setting<ServerConfig[Field]> } = {
  port: {
    variable: 'ATALAYA_PORT',
    kind: integer(0, MAX_PORT),
    fallback: 4580,
    shown: '4580',
    help: 'Main port: AWS APIs, `/health`, `/metrics`. 0 takes any free port.',
  },
  host: {
    variable: 'ATALAYA_HOST',
    kind: text(),
    fallback: '127.0.0.1',
    shown: '127.0.0.1',
    help: 'Address to listen on. Anything beyond loopback needs access keys or `ATALAYA_INSECURE`.',
  },
  dataDirectory: {
    variable: 'ATALAYA_DATA_DIR',
    kind: text(),
    fallback: '.atalaya/data',
    shown: '.atalaya/data',
    help: 'Where data lives; created when missing. Not used by an ephemeral server.',
  },
  store: {
    variable: 'ATALAYA_STORE',
    kind: oneOf(['embedded', 'memory']),
    fallback: 'embedded',
    shown: 'embedded',
    help: '`memory` keeps everything in the process and forgets it at the end.',
  },
  ephemeral: {
    variable: 'ATALAYA_EPHEMERAL',
    kind: flag(),
    fallback: false,
    shown: 'false',
    help: 'Keep data in a temporary folder that is removed at the end, and offer `POST /api/reset`.',
  },
  accountId: {
    variable: 'ATALAYA_ACCOUNT_ID',
    kind: matching(/^\d{12}$/, '12 digits'),
    fallback: DEFAULT_ACCOUNT_ID,
    shown: DEFAULT_ACCOUNT_ID,
    help: 'Account of callers whose access key id is not itself an account id.',
  },
  region: {
    variable: 'ATALAYA_REGION',
    kind: matching(/^[a-z]{2,}(-[a-z0-9]+)+$/, "a region such as 'us-east-1'"),
    fallback: DEFAULT_REGION,
    shown: DEFAULT_REGION,
    help: 'Region of requests whose signature names none.',
  },
  emfPort: {
    variable: 'ATALAYA_EMF_PORT',
    kind: integerOrOff(0, MAX_PORT),
    fallback: 25_888,
    shown: '25888',
    help: 'TCP and UDP port that takes embedded metric format as the CloudWatch agent does; `off` for none.',
  },
  maxBodyBytes: {
    variable: 'ATALAYA_MAX_BODY_BYTES',
    kind: integer(1024, 1024 * MIB),
    fallback: 20 * MIB,
    shown: '20971520 (20 MiB)',
    help: 'Largest request body, as received and after inflating.',
  },
  maxBufferedBytes: {
    variable: 'ATALAYA_MAX_BUFFERED_BYTES',
    kind: integer(1024, 64 * 1024 * MIB),
    fallback: 256 * MIB,
    shown: '268435456 (256 MiB)',
    help: 'Bytes of all request bodies held at one time. More is answered with 503, which clients retry.',
  },
  accessKeys: {
    variable: 'ATALAYA_ACCESS_KEYS',
    kind: keyPairs(),
    fallback: {},
    shown: 'none',
    help: 'Pairs `id:secret`, separated by commas. When there is one, every AWS request must be signed by one of them.',
  },
  insecure: {
    variable: 'ATALAYA_INSECURE',
    kind: flag(),
    fallback: false,
    shown: 'false',
    help: 'Listen beyond loopback although there are no access keys: anybody who reaches the port is let in.',
  },
  corsOrigins: {
    variable: 'ATALAYA_CORS_ORIGINS',
    kind: list(),
    fallback: [],
    shown: 'none',
    help: 'Web origins that may call the server besides those of this computer, separated by commas; `*` is every one.',
  },
  storeMemoryBytes: {
    variable: 'ATALAYA_STORE_MEMORY_BYTES',
    kind: integer(64 * MIB, 4096 * 1024 * MIB),
    fallback: undefined,
    shown: '3 GiB, at most half of the memory of the machine or container',
    help: 'Bytes the embedded store may use for queries and sealing.',
  },
  sealRows: {
    variable: 'ATALAYA_SEAL_ROWS',
    kind: integer(100, 10_000_000),
    fallback: 250_000,
    shown: '250000',
    help: 'Log events after which what came in is sealed into typed files. Fewer use less memory and make more files.',
  },
  expireIntervalMs: {
    variable: 'ATALAYA_EXPIRE_INTERVAL_MS',
    kind: integer(100, DAY_IN_MS),
    fallback: 600_000,
    shown: '600000',
    help: 'Milliseconds between two removals of expired events from disk. Reads leave them out at once.',
  },
  logLevel: {
    variable: 'ATALAYA_LOG_LEVEL',
    kind: oneOf(LOG_LEVELS),
    fallback: 'info',
    shown: 'info',
    help: 'Least severe level that is written to standard error.',
  },
  headersTimeoutMs: {
    variable: 'ATALAYA_HEADERS_TIMEOUT_MS',
    kind: integer(1, DAY_IN_MS),
    fallback: 15_000,
    shown: '15000',
    help: 'Milliseconds a client may take to send the head of a request.',
  },
  requestTimeoutMs: {
    variable: 'ATALAYA_REQUEST_TIMEOUT_MS',
    kind: integer(1, DAY_IN_MS),
    fallback: 60_000,
    shown: '60000',
    help: 'Milliseconds a client may take to send a whole request, and to take each part of an answer.',
  },
  shutdownGraceMs: {
    variable: 'ATALAYA_SHUTDOWN_GRACE_MS',
    kind: integer(0, DAY_IN_MS),
    fallback: 10_000,
    shown: '10000',
    help: 'Milliseconds that running requests are given when the server stops.',
  },
  publicUrl: {
    variable: 'ATALAYA_PUBLIC_URL',
    kind: matching(/^https?:\/\/[^\s/]+$/, 'an address such as https://atalaya.example, without a path'),
    fallback: undefined,
    shown: 'where it listens',
    help: 'Address under which receivers of notifications reach the server: for links that confirm and unsubscribe, and for the certificate.',
  },
  automationFile: {
    variable: 'ATALAYA_AUTOMATION_FILE',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: 'YAML or JSON file that maps ARNs to webhooks and commands; read again when it changes.',
  },
  dashboardsDirectory: {
    variable: 'ATALAYA_DASHBOARDS_DIR',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: 'Folder whose `*.json` files are put as dashboards at the start and when they change.',
  },
  alarmsDirectory: {
    variable: 'ATALAYA_ALARMS_DIR',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: 'Folder whose `*.json` files are put as alarms at the start and when they change.',
  },
  smtpHost: {
    variable: 'ATALAYA_SMTP_HOST',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: 'SMTP server that takes the mail of `email` and `email-json` subscriptions. Without one they fail.',
  },
  smtpPort: {
    variable: 'ATALAYA_SMTP_PORT',
    kind: integer(1, MAX_PORT),
    fallback: 587,
    shown: '587',
    help: 'Port of the SMTP server.',
  },
  smtpUser: {
    variable: 'ATALAYA_SMTP_USER',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: 'User at the SMTP server, if it asks for one.',
  },
  smtpPassword: {
    variable: 'ATALAYA_SMTP_PASSWORD',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: 'Password of that user.',
  },
  smtpTls: {
    variable: 'ATALAYA_SMTP_TLS',
    kind: oneOf(['starttls', 'tls', 'off']),
    fallback: 'starttls',
    shown: 'starttls',
    help: '`starttls` insists on encryption, `tls` begins with it (port 465), `off` sends in clear.',
  },
  smtpCaFile: {
    variable: 'ATALAYA_SMTP_CA_FILE',
    kind: text(),
    fallback: undefined,
    shown: 'none',
    help: "PEM file with the authorities that may have signed the SMTP server's certificate, instead of the usual ones.",
  },
  mailFrom: {
    variable: 'ATALAYA_MAIL_FROM',
    kind: text(),
    fallback: 'no-reply@sns.atalaya.local',
    shown: 'no-reply@sns.atalaya.local',
    help: 'Sender of mail.',
  },
  subscriptionUrls: {
    variable: 'ATALAYA_SUBSCRIPTION_URLS',
    kind: addresses(),
    fallback: [],
    shown: 'every address',
    help: 'Addresses that `http` and `https` subscriptions and API destinations may have; `*` stands for any part of the host or of the path.',
  },
}

/** The configuration of a server that was told nothing. */
export const DEFAULT_CONFIG: ServerConfig = loadConfig({})

/**
 * The configuration that `env` describes, with `overrides` (a command line, a test) on top.
 *
 * @throws {Error} naming every variable that is wrong, not only the first
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  overrides: Partial<ServerConfig> = {},
): ServerConfig {
  const problems: string[] = []
  const read = <Field extends keyof ServerConfig>(field: Field): ServerConfig[Field] => {
    const setting: Setting<ServerConfig[Field]> = SETTINGS[field]
    const given = env[setting.variable]
    if (Object.hasOwn(overrides, field)) return overrides[field] as ServerConfig[Field]
    if (given === undefined || given === '') return setting.fallback
    const parsed = setting.kind.parse(given)
    // An undefined that was asked for ("off") is a value, too.
    if (parsed !== undefined || (field === 'emfPort' && given === OFF)) return parsed as ServerConfig[Field]
    const shown = field === 'accessKeys' ? 'something else' : `'${given}'`
    problems.push(`${setting.variable} must be ${setting.kind.expects}, got ${shown}`)
    return setting.fallback
  }
  const config: ServerConfig = {
    port: read('port'),
    host: read('host'),
    dataDirectory: read('dataDirectory'),
    store: read('store'),
    ephemeral: read('ephemeral'),
    accountId: read('accountId'),
    region: read('region'),
    emfPort: read('emfPort'),
    maxBodyBytes: read('maxBodyBytes'),
    maxBufferedBytes: read('maxBufferedBytes'),
    accessKeys: read('accessKeys'),
    insecure: read('insecure'),
    corsOrigins: read('corsOrigins'),
    storeMemoryBytes: read('storeMemoryBytes'),
    sealRows: read('sealRows'),
    expireIntervalMs: read('expireIntervalMs'),
    logLevel: read('logLevel'),
    headersTimeoutMs: read('headersTimeoutMs'),
    requestTimeoutMs: read('requestTimeoutMs'),
    shutdownGraceMs: read('shutdownGraceMs'),
    publicUrl: read('publicUrl'),
    automationFile: read('automationFile'),
    dashboardsDirectory: read('dashboardsDirectory'),
    alarmsDirectory: read('alarmsDirectory'),
    smtpHost: read('smtpHost'),
    smtpPort: read('smtpPort'),
    smtpUser: read('smtpUser'),
    smtpPassword: read('smtpPassword'),
    smtpTls: read('smtpTls'),
    smtpCaFile: read('smtpCaFile'),
    mailFrom: read('mailFrom'),
    subscriptionUrls: read('subscriptionUrls'),
  }
  if (problems.length > 0) throw new Error(`Bad configuration:\n  ${problems.join('\n  ')}`)
  return config
}

/**
 * Refuses combinations that no single setting shows to be wrong.
 *
 * @throws {Error} when the server would listen beyond loopback and let anybody in without having been told to
 */
export function checkConfig(config: ServerConfig): void {
  if (isLoopback(config.host) || hasAccessControl(config) || config.insecure) return
  throw new Error(
    `Refusing to listen on ${config.host}: access control is off, so anybody who reaches that address could read and ` +
      `write everything. Listen on 127.0.0.1, set ATALAYA_ACCESS_KEYS, or accept the risk with --insecure ` +
      `(ATALAYA_INSECURE=true).`,
  )
}

export function hasAccessControl(config: ServerConfig): boolean {
  return Object.keys(config.accessKeys).length > 0
}

/** Whether an address can be reached from this computer only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function integer(min: number, max: number): Kind<number> {
  return {
    expects: `an integer from ${min} to ${max}`,
    parse: (value) => {
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
      return number >= min && number <= max ? number : undefined
    },
  }
}

function integerOrOff(min: number, max: number): Kind<number | undefined> {
  const { expects, parse } = integer(min, max)
  return { expects: `${expects}, or ${OFF}`, parse }
}

function text(): Kind<string> {
  return { expects: 'a text', parse: (value) => value }
}

function matching(pattern: RegExp, expects: string): Kind<string> {
  return { expects, parse: (value) => (pattern.test(value) ? value : undefined) }
}

function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  return { expects: `one of ${values.join(', ')}`, parse: (value) => values.find((candidate) => candidate === value) }
}

function flag(): Kind<boolean> {
  return {
    expects: 'true or false',
    parse: (value) => (/^(1|true|yes)$/i.test(value) ? true : /^(0|false|no)$/i.test(value) ? false : undefined),
  }
}

function list(): Kind<readonly string[]> {
  return {
    expects: 'a list separated by commas',
    parse: (value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  }
}

function addresses(): Kind<readonly string[]> {
  return {
    expects: 'addresses such as https://*.example.com/hooks/* separated by commas',
    parse: (value) => {
      const items = list().parse(value) ?? []
      return items.every((item) => parseAddressPattern(item) !== undefined) ? items : undefined
    },
  }
}

function keyPairs(): Kind<Readonly<Record<string, string>>> {
  return {
    expects: 'pairs id:secret separated by commas',
    parse: (value) => {
      const pairs = value.split(',').map((pair) => /^\s*([\w-]{1,128}):(\S+)\s*$/.exec(pair))
      if (pairs.some((pair) => pair === null)) return undefined
      return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
    },
  }
}
