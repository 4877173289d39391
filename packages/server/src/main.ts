/**
 * The composition root: opens the stores, puts the parts together, starts what listens and what recurs, and takes it all down
 * again in the opposite order. Nothing is decided here.
 */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { type AwsEndpoint, createAwsEndpoint } from '@atalaya/aws'
import { type Clock, MINUTE_MS, systemClock } from '@atalaya/model'
import type { TelemetryStore } from '@atalaya/store'
import { parseAutomation } from './actions/automation/mapping.ts'
import type { MailOptions } from './actions/deliver/mail.ts'
import { type OpenActions, openActions } from './actions/open-actions.ts'
import { actionsReport } from './actions/report.ts'
import { type OpenAlarms, openAlarms } from './alarms/open-alarms.ts'
import { checkConfig, hasAccessControl, isLoopback, type ServerConfig } from './config.ts'
import { Dashboards } from './dashboards/dashboards.ts'
import { FileWatch } from './files/file-watch.ts'
import { type Call, callerOf, type FileTarget, putAlarms, putDashboards } from './files/load-files.ts'
import { HttpServer } from './http/http-server.ts'
import { textReply } from './http/reply.ts'
import { ResetGate } from './http/reset-gate.ts'
import { type Health, type Routes, refuseWith, route } from './http/routes.ts'
import { type EmfListener, startEmfListener } from './ingest/emf/index.ts'
import { type OperationDeps, operations } from './operations/index.ts'
import { type OpenLogs, openLogs } from './operations/logs/index.ts'
import { SeriesIds } from './operations/monitoring/index.ts'
import { every, type Schedule } from './schedules/every.ts'
import { openQueryScheduler } from './schedules/open-query-scheduler.ts'
import { openStores, type Stores } from './stores.ts'
import type { Log } from './telemetry/log.ts'
import { PROMETHEUS_CONTENT_TYPE } from './telemetry/prometheus.ts'
import { ServerMetrics } from './telemetry/server-metrics.ts'
import { VERSION } from './version.ts'

export interface RunningServer {
  readonly port: number
  /** `http://127.0.0.1:4580` */
  readonly url: string
  /** Undefined when it is not wanted, or its port is taken. */
  readonly emfPort: number | undefined
  /** Lets running requests end, writes what is to be written, and closes. Idempotent. */
  close(): Promise<void>
}

export interface StartOptions {
  readonly log: Log
  /** Default: the system's. */
  readonly clock?: Clock
}

/** Undo steps of what has been started, taken in the opposite order. */
type Undo = () => Promise<void>

/**
 * Starts a server.
 *
 * @throws {Error} saying what to do when the configuration is refused, the data cannot be opened or the port is taken; nothing
 * is left running then
 */
export async function startServer(
  config: ServerConfig,
  { log, clock = systemClock }: StartOptions,
): Promise<RunningServer> {
  checkConfig(config)
  const undo: Undo[] = []
  const closeAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      await step().catch((error: unknown) => log.error('closing failed', { error }))
    }
  }
  try {
    const running = await start(config, log, clock, undo)
    let closed: Promise<void> | undefined
    return {
      ...running,
      close: () => {
        closed ??= closeAll().then(() => log.info('stopped'))
        return closed
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function start(
  config: ServerConfig,
  log: Log,
  clock: Clock,
  undo: Undo[],
): Promise<Omit<RunningServer, 'close'>> {
  const startedMs = clock.now()
  const stores = await openStores(config, log, clock)
  undo.push(() => stores.close())
  const metrics = new ServerMetrics()
  undo.push(async () => metrics.close())

  const { control } = stores
  const telemetry = metrics.measure(stores.telemetry)
  const logs = await openLogs({
    control,
    telemetry,
    clock,
    listeners: [metrics],
    onQueryFailure: (error, queryId) => log.error('query failed', { queryId, error }),
  })
  undo.push(() => logs.close())
  const seriesIds = new SeriesIds(telemetry.metrics)
  // The server's own address is known once it listens; nothing is delivered before.
  let url = ''
  const actions = openActions({
    ...{ control, clock, log, catalog: logs.catalog, pipeline: logs.pipeline },
    mail: mailOptions(config),
    subscriptionUrls: config.subscriptionUrls,
    publicUrl: () => config.publicUrl ?? url,
  })
  undo.push(() => actions.close())
  const wantsEvents: OpenActions['wantsEvents'] = (tenant) => actions.wantsEvents(tenant)
  const alarms = openAlarms({
    ...{ control, metrics: telemetry.metrics, clock, log, wantsEvents },
    scheduled: logs.insights.scheduled,
  })
  const dashboards = new Dashboards(control, clock)
  const taggable: OperationDeps['taggable'] = (tenant, arn) =>
    alarms.isTaggable(tenant, arn) || dashboards.has(tenant, arn)
  const deps: OperationDeps = { ...logs, ...actions, ...alarms, dashboards, telemetry, control, seriesIds, taggable }

  alarms.scheduler.start()
  undo.push(() => alarms.scheduler.stop())
  const queryScheduler = openQueryScheduler({ control, clock, log, logs, actions, alarms })
  await queryScheduler.start()
  undo.push(() => queryScheduler.stop())
  const schedules = startSchedules(config, telemetry, logs, clock, log)
  undo.push(async () => {
    await Promise.all(schedules.map((schedule) => schedule.stop()))
  })

  const emf = await startEmf(config, logs, clock, log)
  if (emf !== undefined) undo.push(() => emf.close())

  const gate = new ResetGate()
  const endpoint = createEndpoint(config, deps, metrics, log, clock)
  const reset = (): Promise<void> => gate.alone(() => wipe(stores, logs, seriesIds, alarms, actions))
  const origins = { allowed: config.corsOrigins, loopbackOnly: isLoopback(config.host) }
  const aws: Routes['aws'] = {
    accepts: endpoint.accepts,
    handle: (request, signal) => gate.pass(() => endpoint.handle(request, signal)),
    refuse: endpoint.refuse,
    admit: endpoint.admit,
  }
  const http: HttpServer = new HttpServer({
    refuse: refuseWith({ aws }),
    handler: route({
      origins,
      aws,
      health: () => {
        const emfMissing = config.emfPort !== undefined && emf === undefined
        return health(metrics, telemetry, emfMissing, clock.now() - startedMs)
      },
      metrics: () =>
        textReply(
          200,
          metrics.render({
            store: () => telemetry.stats(),
            runningRequests: () => http.runningRequests,
            bufferedBytes: () => http.bufferedBytes,
            liveTailSessions: () => logs.liveTail.sessionCount,
            emf: () => emf?.counts,
          }),
          PROMETHEUS_CONTENT_TYPE,
        ),
      actions: (query, { accountId }) => {
        // Where nobody is asked who he is, there are no others.
        return actionsReport(actions.outbox, query, hasAccessControl(config) ? accountId : undefined)
      },
      certificate: (path) => actions.signing.certificateAt(path),
      reset: config.ephemeral ? reset : undefined,
    }),
    log,
    maxBodyBytes: config.maxBodyBytes,
    maxBufferedBytes: config.maxBufferedBytes,
    origins,
    headersTimeoutMs: config.headersTimeoutMs,
    requestTimeoutMs: config.requestTimeoutMs,
  })
  const port = await listen(http, config)
  undo.push(async () => {
    // They would go on for hours.
    logs.liveTail.close()
    await http.close(config.shutdownGraceMs)
  })
  url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  actions.start()
  const files = await startFiles(config, actions, callerOf(createInternalEndpoint(config, deps, clock, log)), log)
  undo.push(async () => {
    await Promise.all(files.map((schedule) => schedule.stop()))
  })
  log.info('listening', { url, emfPort: emf?.port, store: config.store, version: VERSION })
  return { port, url, emfPort: emf?.port }
}

function createEndpoint(
  config: ServerConfig,
  deps: OperationDeps,
  metrics: ServerMetrics,
  log: Log,
  clock: Clock,
): AwsEndpoint {
  const known = new Set(operations.map(({ service, name }) => `${service}.${name}`))
  const { accessKeys } = config
  return createAwsEndpoint({
    operations,
    deps,
    clock,
    defaultAccountId: config.accountId,
    defaultRegion: config.region,
    maxBodyBytes: config.maxBodyBytes,
    ...(hasAccessControl(config)
      ? {
          authenticate: {
            secretOf: (id: string) => (Object.hasOwn(accessKeys, id) ? accessKeys[id] : undefined),
          },
        }
      : {}),
    onFailure: (error, context) => log.error('request failed', { ...context, error }),
    onCall: ({ service = 'none', operation, status, durationMs }) => {
      // Whatever else callers write must not become a label.
      const name = operation !== undefined && known.has(`${service}.${operation}`) ? operation : 'other'
      metrics.answered(service, name, status, durationMs / 1_000)
    },
  })
}

/** For the server's own calls, which carry no signature. */
function createInternalEndpoint(config: ServerConfig, deps: OperationDeps, clock: Clock, log: Log): AwsEndpoint {
  return createAwsEndpoint({
    operations,
    deps,
    clock,
    defaultAccountId: config.accountId,
    defaultRegion: config.region,
    onFailure: (error, context) => log.error('request failed', { ...context, error }),
  })
}

/**
 * Reads the files the operator keeps, and again when they change.
 *
 * @throws {Error} when one of them cannot be read at the start, or the automation file is wrong then
 */
async function startFiles(
  config: ServerConfig,
  actions: OpenActions,
  call: Call,
  log: Log,
): Promise<readonly Schedule[]> {
  const { automationFile, dashboardsDirectory, alarmsDirectory, accountId, region } = config
  const target: FileTarget = { call, tenant: { accountId, region }, log }
  const readers: { readonly name: string; readonly read: () => Promise<void> }[] = []
  if (automationFile !== undefined) {
    const watch = FileWatch.ofFile(automationFile)
    const read = async (): Promise<void> => {
      for (const { path, text } of await watch.changed()) {
        try {
          actions.automation.use(parseAutomation(text))
        } catch (cause) {
          throw new Error(`${path} cannot be used:\n  ${(cause as Error).message}`, { cause })
        }
      }
    }
    readers.push({ name: 'reading the automation file', read })
  }
  if (dashboardsDirectory !== undefined) {
    const watch = FileWatch.ofFolder(dashboardsDirectory, '.json')
    readers.push({ name: 'reading dashboards', read: async () => putDashboards(await watch.changed(), target) })
  }
  if (alarmsDirectory !== undefined) {
    const watch = FileWatch.ofFolder(alarmsDirectory, '.json')
    readers.push({ name: 'reading alarms', read: async () => putAlarms(await watch.changed(), target) })
  }
  for (const { read } of readers) await read()
  return readers.map(({ name, read }) => every(FILES_INTERVAL_MS, name, read, log))
}

const FILES_INTERVAL_MS = 1_000

/** @throws {Error} when the file of authorities cannot be read */
function mailOptions(config: ServerConfig): MailOptions {
  const { smtpCaFile } = config
  return {
    host: config.smtpHost,
    port: config.smtpPort,
    user: config.smtpUser,
    password: config.smtpPassword,
    tls: config.smtpTls,
    ca: smtpCaFile === undefined ? undefined : readFileSync(smtpCaFile, 'utf8'),
    from: config.mailFrom,
  }
}

async function listen(http: HttpServer, { port, host }: ServerConfig): Promise<number> {
  try {
    return await http.listen(port, host)
  } catch (cause) {
    switch ((cause as NodeJS.ErrnoException).code) {
      case 'EADDRINUSE':
        throw new Error(
          `Port ${port} of ${host} is taken, perhaps by another Atalaya. Stop that, or choose another port with --port ` +
            '(ATALAYA_PORT).',
          { cause },
        )
      case 'EACCES':
        throw new Error(`Listening on port ${port} of ${host} is not allowed. Choose a port above 1023.`, { cause })
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        throw new Error(`${host} is not an address of this computer. Check --host (ATALAYA_HOST).`, { cause })
      default:
        throw cause
    }
  }
}

/** Optional: a taken port costs this door, not the server. */
async function startEmf(
  config: ServerConfig,
  logs: OpenLogs,
  clock: Clock,
  log: Log,
): Promise<EmfListener | undefined> {
  const { emfPort: port, host, accountId, region } = config
  if (port === undefined) return undefined
  // It cannot ask who is there, so it stays at home unless everybody is welcome.
  const address = isLoopback(host) || config.insecure ? host : '127.0.0.1'
  try {
    return await startEmfListener({
      port,
      host: address,
      tenant: { accountId, region },
      catalog: logs.catalog,
      pipeline: logs.pipeline,
      clock,
      defaultStream: hostname(),
      onError: (error) => log.error('embedded metric format over TCP and UDP failed', { error }),
    })
  } catch (error) {
    log.warn(`Port ${port} is taken: embedded metric format over TCP and UDP is not offered.`, {
      code: (error as NodeJS.ErrnoException).code,
    })
    return undefined
  }
}

function startSchedules(
  { expireIntervalMs }: ServerConfig,
  telemetry: TelemetryStore,
  logs: OpenLogs,
  clock: Clock,
  log: Log,
): readonly Schedule[] {
  const expire = (): Promise<void> => telemetry.logs.expire(clock.now(), logs.catalog.retentionDays())
  return [
    every(expireIntervalMs, 'removing expired events', expire, log),
    every(MINUTE_MS, 'writing usage metrics', () => logs.pipeline.flushUsage(), log),
  ]
}

async function wipe(
  stores: Stores,
  logs: OpenLogs,
  seriesIds: SeriesIds,
  alarms: OpenAlarms,
  actions: OpenActions,
): Promise<void> {
  await logs.reset()
  await stores.telemetry.reset()
  await stores.control.reset()
  seriesIds.clear()
  alarms.reset()
  actions.reset()
}

function health(metrics: ServerMetrics, telemetry: TelemetryStore, emfMissing: boolean, uptimeMs: number): Health {
  const failing = metrics.isStoreFailing
  return {
    status: failing ? 'failing' : emfMissing ? 'degraded' : 'ok',
    version: VERSION,
    uptimeSeconds: Math.floor(uptimeMs / 1_000),
    checks: {
      store: failing ? { ok: false, detail: 'the last batch could not be stored' } : { ok: true },
      emf: emfMissing ? { ok: false, detail: 'its port is taken' } : { ok: true },
    },
    store: { ...telemetry.stats() },
  }
}
