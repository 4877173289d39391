// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

import type { CloudwatchOperations } from './cloudwatch.ts'
import type { EventsOperations } from './events.ts'
import type { LogsOperations } from './logs.ts'
import type { SnsOperations } from './sns.ts'
import type { StsOperations } from './sts.ts'
import type { XrayOperations } from './xray.ts'

/** Input and output types by service and operation. */
export interface Services {
  readonly logs: LogsOperations
  readonly monitoring: CloudwatchOperations
  readonly sts: StsOperations
  readonly sns: SnsOperations
  readonly events: EventsOperations
  readonly xray: XrayOperations
}
