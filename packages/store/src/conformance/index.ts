/** The contract of the stores as tests: a module for test files, to be run by vitest. */
export { type ControlFixture, describeControlStore } from './control.ts'
export { describeTelemetryStore, type TelemetryFixture } from './telemetry.ts'
