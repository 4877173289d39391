/**
 * The metrics that services usually want, under the names that dashboards and alarms expect.
 *
 * Each is made with its first use, so that a service without a cache has no cache metrics. Failures of recording never reach
 * the caller.
 */
import type { Counter, Gauge, Histogram } from '../instruments.ts'
import { NO_OP } from '../no-op.ts'
import { type Metrics, SECONDS_BUCKETS } from '../registry.ts'

export interface RequestFacts {
  readonly method: string
  /** The template of the route, `/api/videos/:id`, never the path itself. */
  readonly endpoint: string
  readonly statusCode: number
  readonly durationSeconds: number
}

export interface PredictionFacts {
  readonly model: string
  readonly durationSeconds: number
  /** 0 to 1. */
  readonly riskScore?: number | undefined
  /** Default: `success`. */
  readonly result?: string | undefined
}

export interface IngestionFacts {
  readonly source: string
  readonly durationSeconds: number
  /** How many records came in. Default: 1. */
  readonly records?: number | undefined
  /** The class of the error when it failed, never its message. */
  readonly errorType?: string | undefined
}

export interface DbQueryFacts {
  /** SELECT, INSERT, ... */
  readonly operation: string
  readonly table: string
  readonly durationSeconds: number
}

/** 0 closed, 1 open, 2 half open. */
export type CircuitState = 0 | 1 | 2

export class ServiceMetrics {
  readonly #metrics: Metrics
  readonly #made = new Map<string, Instrument>()

  constructor(metrics: Metrics) {
    this.#metrics = metrics
  }

  /** Counts and times one finished request. */
  trackRequest({ method, endpoint, statusCode, durationSeconds }: RequestFacts): void {
    this.httpRequestsTotal.at(method, endpoint, statusCode).inc()
    this.httpRequestDurationSeconds.at(method, endpoint).observe(durationSeconds)
  }

  trackPrediction({ model, durationSeconds, riskScore, result = 'success' }: PredictionFacts): void {
    this.mlPredictionsTotal.at(model, result).inc()
    this.mlPredictionDurationSeconds.at(model).observe(durationSeconds)
    if (riskScore !== undefined) this.mlPredictionRiskScore.at(model).observe(riskScore)
  }

  trackIngestion({ source, durationSeconds, records = 1, errorType }: IngestionFacts): void {
    if (errorType === undefined) this.dataIngestionTotal.at(source).inc(records)
    else this.dataIngestionErrorsTotal.at(source, errorType).inc()
    this.dataIngestionDurationSeconds.at(source).observe(durationSeconds)
  }

  /** `trackCacheOperation('get', 'hit')` */
  trackCacheOperation(operation: string, result: string): void {
    this.cacheOperationsTotal.at(operation, result).inc()
  }

  trackDbQuery({ operation, table, durationSeconds }: DbQueryFacts): void {
    this.dbQueriesTotal.at(operation, table).inc()
    this.dbQueryDurationSeconds.at(operation, table).observe(durationSeconds)
  }

  /** @param errorType - the class of the error, never its message */
  trackError(errorType: string): void {
    this.errorsTotal.at(errorType).inc()
  }

  get httpRequestsTotal(): Counter<readonly ['method', 'endpoint', 'status_code']> {
    return this.#counter('http_requests_total', 'HTTP requests.', ['method', 'endpoint', 'status_code'])
  }

  get httpRequestDurationSeconds(): Histogram<readonly ['method', 'endpoint']> {
    return this.#histogram('http_request_duration_seconds', 'Duration of HTTP requests.', ['method', 'endpoint'])
  }

  get httpRequestsInProgress(): Gauge {
    return this.#gauge('http_requests_in_progress', 'HTTP requests being answered.')
  }

  get dbQueriesTotal(): Counter<readonly ['operation', 'table']> {
    return this.#counter('db_queries_total', 'Database queries.', ['operation', 'table'])
  }

  get dbQueryDurationSeconds(): Histogram<readonly ['operation', 'table']> {
    return this.#histogram('db_query_duration_seconds', 'Duration of database queries.', ['operation', 'table'])
  }

  get dbConnectionsActive(): Gauge {
    return this.#gauge('db_connections_active', 'Database connections in use.')
  }

  /** The same under the name that some dashboards have. */
  get databaseConnectionsActive(): Gauge {
    return this.#gauge('database_connections_active', 'Database connections in use.')
  }

  get activeConnections(): Gauge {
    return this.#gauge('active_connections', 'Open client connections.')
  }

  get cacheOperationsTotal(): Counter<readonly ['operation', 'result']> {
    return this.#counter('cache_operations_total', 'Cache operations by result.', ['operation', 'result'])
  }

  get mlPredictionsTotal(): Counter<readonly ['model', 'result']> {
    return this.#counter('ml_predictions_total', 'Predictions of models.', ['model', 'result'])
  }

  get mlPredictionDurationSeconds(): Histogram<readonly ['model']> {
    return this.#histogram('ml_prediction_duration_seconds', 'Duration of predictions.', ['model'])
  }

  get mlPredictionRiskScore(): Histogram<readonly ['model']> {
    return this.#histogram('ml_prediction_risk_score', 'Risk scores, 0 to 1.', ['model'], SCORE_BUCKETS)
  }

  get dataIngestionTotal(): Counter<readonly ['source']> {
    return this.#counter('data_ingestion_total', 'Records taken in.', ['source'])
  }

  get dataIngestionErrorsTotal(): Counter<readonly ['source', 'error_type']> {
    return this.#counter('data_ingestion_errors_total', 'Failed ingestions.', ['source', 'error_type'])
  }

  get dataIngestionDurationSeconds(): Histogram<readonly ['source']> {
    return this.#histogram('data_ingestion_duration_seconds', 'Duration of ingestions.', ['source'])
  }

  /** See `CircuitState` for its values. */
  get circuitBreakerState(): Gauge<readonly ['name']> {
    return this.#gauge('circuit_breaker_state', 'State of the breaker: 0 closed, 1 open, 2 half open.', ['name'])
  }

  get circuitBreakerFailuresTotal(): Counter<readonly ['name']> {
    return this.#counter('circuit_breaker_failures_total', 'Failures seen by circuit breakers.', ['name'])
  }

  get retryAttemptsTotal(): Counter<readonly ['name', 'result']> {
    return this.#counter('retry_attempts_total', 'Attempts of retried calls.', ['name', 'result'])
  }

  get errorsTotal(): Counter<readonly ['error_type']> {
    return this.#counter('errors_total', 'Errors by type.', ['error_type'])
  }

  #counter<const Names extends readonly string[]>(name: string, help: string, labels: Names): Counter<Names> {
    return this.#made.get(name) ?? this.#make(name, () => this.#metrics.counter(name, { help, labels }))
  }

  #gauge<const Names extends readonly string[] = readonly []>(
    name: string,
    help: string,
    labels?: Names,
  ): Gauge<Names> {
    return this.#made.get(name) ?? this.#make(name, () => this.#metrics.gauge(name, { help, labels }))
  }

  #histogram<const Names extends readonly string[]>(
    name: string,
    help: string,
    labels: Names,
    buckets: readonly number[] = SECONDS_BUCKETS,
  ): Histogram<Names> {
    return this.#made.get(name) ?? this.#make(name, () => this.#metrics.histogram(name, { help, labels, buckets }))
  }

  /** A service may have a metric of the same name with other labels: then its own is the one, and ours is left out. */
  #make<T>(name: string, make: () => T): T {
    let instrument: T
    try {
      instrument = make()
    } catch (error) {
      this.#metrics.warn(String(error))
      instrument = NO_OP as T
    }
    this.#made.set(name, instrument as Instrument)
    return instrument
  }
}

/** By its name it is known which of them it is. */
type Instrument = Counter & Gauge & Histogram

const SCORE_BUCKETS: readonly number[] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
