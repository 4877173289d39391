export { type MetricSearch, parseSearch } from './parse.ts'
export { MetricSearchIndex } from './search-index.ts'
