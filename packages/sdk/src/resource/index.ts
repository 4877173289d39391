export { type InstanceMetadata, instanceMetadata } from './instance-metadata.ts'
export {
  type DetectedResource,
  detectResource,
  type Platform,
  type Resource,
  type ResourceOptions,
} from './resource.ts'
