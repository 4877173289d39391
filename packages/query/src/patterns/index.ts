export { PatternMine } from './mine-patterns.ts'
