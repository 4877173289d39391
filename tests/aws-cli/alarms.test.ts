import { expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { awsCli, describeWith } from '../support/tools.ts'
import { awsCliOf } from './support.ts'

describeWith(awsCli, 'aws cloudwatch with alarms', (path) => {
  const account = new Account()
  const aws = awsCliOf(path, account)
  const cloudwatch = (...args: string[]) => aws.json('cloudwatch', ...args)

  /** There are no data, and the alarm stays as it is set, however long the command line takes. */
  async function created(): Promise<string> {
    const name = unique('cli alarm')
    const metric = ['--namespace', 'Cli', '--metric-name', 'm', '--statistic', 'Average', '--period', '60']
    const rule = ['--evaluation-periods', '2', '--threshold', '1.5', '--comparison-operator', 'LessThanThreshold']
    const more = ['--dimensions', 'Name=a,Value=b', '--treat-missing-data', 'ignore']
    await cloudwatch('put-metric-alarm', '--alarm-name', name, ...metric, ...rule, ...more)
    return name
  }

  test('an alarm is put, described, set, and its history told', async () => {
    const name = await created()
    await cloudwatch('set-alarm-state', '--alarm-name', name, '--state-value', 'ALARM', '--state-reason', 'testing')
    expect(await cloudwatch('describe-alarms', '--alarm-names', name)).toMatchObject({
      MetricAlarms: [{ AlarmName: name, Threshold: 1.5, Dimensions: [{ Name: 'a', Value: 'b' }], StateValue: 'ALARM' }],
    })
    const history = await cloudwatch('describe-alarm-history', '--alarm-name', name)
    expect(history).toMatchObject({
      AlarmHistoryItems: [
        { HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' },
        { HistorySummary: `Alarm "${name}" created` },
      ],
    })
    await cloudwatch('disable-alarm-actions', '--alarm-names', name)
    await cloudwatch('enable-alarm-actions', '--alarm-names', name)
    await cloudwatch('delete-alarms', '--alarm-names', name)
    expect(await cloudwatch('describe-alarms', '--alarm-names', name)).toMatchObject({ MetricAlarms: [] })
  }, 120_000)

  test('a composite alarm follows its children', async () => {
    const name = await created()
    const top = unique('top')
    await cloudwatch('put-composite-alarm', '--alarm-name', top, '--alarm-rule', `ALARM("${name}")`)
    await cloudwatch('set-alarm-state', '--alarm-name', name, '--state-value', 'ALARM', '--state-reason', 'testing')
    const found = await cloudwatch('describe-alarms', '--alarm-names', top, '--alarm-types', 'CompositeAlarm')
    expect(found).toMatchObject({ CompositeAlarms: [{ StateValue: 'ALARM' }] })
    const { code, stderr } = await aws.run(['cloudwatch', 'delete-alarms', '--alarm-names', name])
    expect(code).not.toBe(0)
    expect(stderr).toContain('(ResourceConflict)')
  }, 120_000)

  test('a mute rule and an anomaly detector are kept', async () => {
    const rule = 'Schedule={Expression="cron(0 2 * * SUN)",Duration=PT4H}'
    const name = unique('mute')
    const { code, stderr } = await aws.run(['cloudwatch', 'put-alarm-mute-rule', '--name', name, '--rule', rule])
    // Older command lines do not know mute rules.
    if (code === 0) {
      const found = await cloudwatch('get-alarm-mute-rule', '--alarm-mute-rule-name', name)
      expect(found).toMatchObject({ Name: name, MuteType: 'RECURRING' })
    } else {
      expect(stderr).toContain('argument operation')
    }
    const metric = ['--namespace', 'Cli', '--metric-name', 'm', '--stat', 'Sum']
    await cloudwatch('put-anomaly-detector', ...metric)
    const detectors = await cloudwatch('describe-anomaly-detectors', '--namespace', 'Cli')
    expect(detectors).toMatchObject({ AnomalyDetectors: [{ MetricName: 'm', Stat: 'Sum' }] })
  }, 120_000)
})
