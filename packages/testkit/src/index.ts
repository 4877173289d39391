export { type GeneratedEvent, type LogEventOptions, logEvents, SERVICES } from './log-events.ts'
export { type GeneratedDatum, type MetricDataOptions, metricData } from './metric-data.ts'
export { type Random, random } from './random.ts'
export { cliCommand, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'
