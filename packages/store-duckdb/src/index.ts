export { SqliteControlStore } from './control/sqlite-control-store.ts'
