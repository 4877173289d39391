import { type ActiveMute, type AlarmingSeries, type DescribedAlarm, explanation } from '../alarm/explain.ts'
import { outcomeText, testFile } from '../alarm/test-file.ts'
import { AwsFailure, cloudwatchClient, type LogsClient } from '../aws/client.ts'
import { resolveTarget, targetOptions } from '../aws/target.ts'
import { type AnyCommand, CommandError, command, type ExitCode, type Surroundings } from '../command.ts'
import { toggle, UsageError } from '../options.ts'

/** Composite alarms are explained down to their children, so deep and no deeper. */
const MAX_DEPTH = 5

export const alarm: AnyCommand = command({
  name: 'alarm',
  summary: 'Test alarms against datapoints, or say why one is in its state.',
  positionals: 'test FILE... | explain NAME',
  about:
    'test runs definitions (of the AWS CLI, CloudFormation or Terraform, plans too) against given or recorded\n' +
    'datapoints on a virtual clock, prints every change of state with its reason, and exits 1 when something else was\n' +
    'expected. It needs no server.',
  options: {
    json: toggle('One JSON object for each file or alarm, for programs.'),
    ...targetOptions,
  },
  examples: ['atalaya alarm test alarms/latency.test', 'atalaya alarm explain "checkout is slow"'],
  run: async ({ values, positionals: [verb, ...names] }, surroundings): Promise<ExitCode> => {
    if (verb === 'test') {
      if (names.length === 0)
        throw new UsageError('alarm test needs a file, such as: atalaya alarm test alarms/latency.test')
      return await test(names, values.json, surroundings)
    }
    if (verb === 'explain') {
      const [name, ...more] = names
      if (name === undefined || more.length > 0) throw new UsageError('alarm explain needs the name of one alarm')
      const client = cloudwatchClient(resolveTarget(values, surroundings.env))
      try {
        return await explain(client, name, values.json, surroundings)
      } catch (error) {
        if (error instanceof AwsFailure) throw new CommandError(error.message, { cause: error })
        throw error
      } finally {
        client.close()
      }
    }
    throw new UsageError(`alarm needs one of test, explain${verb === undefined ? '' : `, got '${verb}'`}`)
  },
})

async function test(files: readonly string[], json: boolean, { stdout }: Surroundings): Promise<ExitCode> {
  let failed = false
  for (const file of files) {
    const outcome = await testFile(file)
    failed ||= outcome.differences.length > 0
    stdout.write(json ? `${JSON.stringify(outcome)}\n` : outcomeText(outcome))
  }
  return failed ? 1 : 0
}

async function explain(client: LogsClient, name: string, json: boolean, { stdout }: Surroundings): Promise<ExitCode> {
  const seen = new Set<string>()
  let level: readonly string[] = [name]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const current of level) {
      if (seen.has(current)) continue
      seen.add(current)
      const found = await describe(client, current)
      if (found === undefined) throw new CommandError(`there is no alarm '${current}'`)
      const mutes = await activeMutes(client, current)
      const series = await alarmingSeries(client, found)
      const lines = explanation(found, mutes, series)
      const indent = '  '.repeat(depth)
      stdout.write(
        json
          ? `${JSON.stringify({ alarm: found, mutes, contributors: series })}\n`
          : `${lines.map((line) => indent + line).join('\n')}\n`,
      )
      if (found.AlarmRule !== undefined) next.push(...(await childrenOf(client, current)))
    }
    level = next
  }
  return 0
}

interface Described {
  readonly MetricAlarms?: readonly DescribedAlarm[]
  readonly CompositeAlarms?: readonly DescribedAlarm[]
  readonly LogAlarms?: readonly DescribedAlarm[]
}

function all({ MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] }: Described): readonly DescribedAlarm[] {
  return [...MetricAlarms, ...CompositeAlarms, ...LogAlarms]
}

async function describe(client: LogsClient, name: string): Promise<DescribedAlarm | undefined> {
  const input = { AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] }
  return all((await client.call('DescribeAlarms', input)) as Described)[0]
}

async function childrenOf(client: LogsClient, name: string): Promise<readonly string[]> {
  const input = { ChildrenOfAlarmName: name, MaxRecords: 100 }
  return all((await client.call('DescribeAlarms', input)) as Described).map(({ AlarmName }) => AlarmName)
}

/** Of alarms on several series; others have none. */
async function alarmingSeries(
  client: LogsClient,
  { AlarmName, StateReason }: DescribedAlarm,
): Promise<readonly AlarmingSeries[]> {
  if (!StateReason.includes('time series evaluated to')) return []
  const answer = (await client.call('DescribeAlarmContributors', { AlarmName })) as {
    readonly AlarmContributors?: readonly AlarmingSeries[]
  }
  return answer.AlarmContributors ?? []
}

async function activeMutes(client: LogsClient, name: string): Promise<readonly ActiveMute[]> {
  const answer = (await client.call('ListAlarmMuteRules', { AlarmName: name, Statuses: ['ACTIVE'] })) as {
    readonly AlarmMuteRuleSummaries?: readonly { readonly AlarmMuteRuleArn?: string }[]
  }
  return (answer.AlarmMuteRuleSummaries ?? []).map(({ AlarmMuteRuleArn: arn = '' }) => ({ arn }))
}
