export { AwsFailure, type LogsClient, logsClient } from './aws/client.ts'
export type { Target } from './aws/target.ts'
export { type AnyCommand, type Command, CommandError, command, type ExitCode, type Surroundings } from './command.ts'
export { run } from './run.ts'
