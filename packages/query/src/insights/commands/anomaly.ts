import type { AnomalyCommand } from '../ast.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Anomaly.html */
export const anomaly: CommandSyntax<AnomalyCommand> = {
  kind: 'anomaly',
  keywords: ['anomaly'],
  usage: 'anomaly',
  summary: 'After `pattern`: patterns that stand out.',
  example: 'pattern @message | anomaly',
  parse: (cursor, start) => ({ kind: 'anomaly', span: cursor.spanFrom(start) }),
  print: () => 'anomaly',
  bind: (_, pipeline) => {
    const column = pipeline.create('@anomaly', 'text')
    pipeline.plan = { kind: 'anomaly', input: pipeline.plan, column }
    pipeline.add(column)
  },
}
