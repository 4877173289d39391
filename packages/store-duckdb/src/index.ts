export { SqliteControlStore } from './control/sqlite-control-store.ts'
export { type EmbeddedStoreOptions, EmbeddedTelemetryStore } from './embedded-store.ts'
