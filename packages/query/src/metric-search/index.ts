export { type MetricSearch, parseSearch, type SearchCondition, type SearchSchema } from './parse.ts'
export { MetricSearchIndex } from './search-index.ts'
