export type { DropReason, EmfCounts } from './emf-intake.ts'
export { type EmfListener, type EmfListenerOptions, startEmfListener } from './emf-listener.ts'
