import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { ControlChange } from '@atalaya/store'
import { MONITORING_TAGS } from '../../../alarms/names.ts'
import { checkDashboard } from '../../../dashboards/check-dashboard.ts'
import { type Dashboards, dashboardArn } from '../../../dashboards/dashboards.ts'
import type { Finding } from '../../../dashboards/findings.ts'

/** What the operations of dashboards need. */
export interface DashboardDeps {
  readonly dashboards: Dashboards
}

const NAME = /^[\w-]{1,255}$/
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
const PAGE_SIZE = 1_000
const MAX_DELETED = 100

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const putDashboard: Operation<DashboardDeps> = operation(
  'monitoring',
  'PutDashboard',
  async (input, { dashboards }: DashboardDeps, { tenant }) => {
    const { DashboardName: name, DashboardBody: text, Tags: tags = [] } = input
    checkName(name)
    if (text === '') {
      throw new AwsError('InvalidParameterValueException', 'The parameter DashboardBody is required.')
    }
    const checked = checkDashboard(text)
    if (checked === undefined) throw invalidInput('The field DashboardBody must be a valid JSON object')
    if (checked.errors.length > 0) throw invalidInput(errorText(checked.errors))
    // Tags count for a new one only.
    const isNew = dashboards.get(tenant, name) === undefined
    const body = tags.length === 0 ? undefined : Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
    const tagging: ControlChange = { kind: MONITORING_TAGS, key: dashboardArn(tenant.accountId, name), body }
    await dashboards.put(tenant, name, checked.body, isNew ? [tagging] : [])
    return {
      DashboardValidationMessages: checked.warnings.map(({ dataPath, message }) => ({
        DataPath: dataPath,
        Message: message,
      })),
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export const getDashboard: Operation<DashboardDeps> = operation(
  'monitoring',
  'GetDashboard',
  async ({ DashboardName: name }, { dashboards }: DashboardDeps, { tenant }) => {
    const dashboard = dashboards.get(tenant, name)
    if (dashboard === undefined) throw new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`)
    return { DashboardArn: dashboard.arn, DashboardBody: dashboard.body, DashboardName: name }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const listDashboards: Operation<DashboardDeps> = operation(
  'monitoring',
  'ListDashboards',
  async (input, { dashboards }: DashboardDeps, { tenant }) => {
    const found = dashboards.list(tenant, input.DashboardNamePrefix ?? '', readToken(input.NextToken), PAGE_SIZE + 1)
    const shown = found.slice(0, PAGE_SIZE)
    const last = shown.at(-1)
    return {
      DashboardEntries: shown.map(({ name, arn, body, modifiedMs }) => ({
        DashboardName: name,
        DashboardArn: arn,
        LastModified: Math.floor(modifiedMs / 1_000) * 1_000,
        Size: Buffer.byteLength(body),
      })),
      NextToken:
        found.length > PAGE_SIZE && last !== undefined ? Buffer.from(last.name).toString('base64url') : undefined,
    }
  },
)

/** Names that do not exist are passed over. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html */
export const deleteDashboards: Operation<DashboardDeps> = operation(
  'monitoring',
  'DeleteDashboards',
  async ({ DashboardNames: names }, { dashboards }: DashboardDeps, { tenant }) => {
    if (names.length === 0 || names.length > MAX_DELETED) {
      const message = `DashboardNames must have from 1 to ${MAX_DELETED} names, got ${names.length}.`
      throw new AwsError('InvalidParameterValueException', message)
    }
    for (const name of names) checkName(name)
    const untagged = names.map((name): ControlChange => {
      return { kind: MONITORING_TAGS, key: dashboardArn(tenant.accountId, name), body: undefined }
    })
    await dashboards.delete(tenant, names, untagged)
    return {}
  },
)

export const dashboardOperations: readonly Operation<DashboardDeps>[] = [
  putDashboard,
  getDashboard,
  listDashboards,
  deleteDashboards,
]

/** The line break at the end is AWS's. */
function checkName(name: string): void {
  if (NAME.test(name)) return
  throw new AwsError(
    'InvalidParameterValueException',
    'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
  )
}

function invalidInput(message: string): AwsError {
  return new AwsError('DashboardInvalidInputError', message)
}

function errorText(errors: readonly Finding[]): string {
  return `The dashboard body is invalid, there are ${errors.length} validation errors:\n${JSON.stringify(errors, undefined, 2)}`
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const name = Buffer.from(token, 'base64url').toString()
  if (!NAME.test(name)) throw new AwsError('InvalidParameterValueException', 'Invalid nextToken')
  return name
}
