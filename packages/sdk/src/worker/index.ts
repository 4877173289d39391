export {
  type BullJob,
  type BullQueue,
  type BullWorker,
  type BullWorkerOptions,
  observeBullQueue,
  observeBullWorker,
  withJobContext,
} from './bullmq.ts'
export { instrumentTask, type TaskOptions } from './instrument-task.ts'
export { observeQueueDepth, type QueueDepthOptions } from './queue-depth.ts'
