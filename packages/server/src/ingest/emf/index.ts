export type { EmfCounts } from './emf-intake.ts'
export { type EmfListener, startEmfListener } from './emf-listener.ts'
