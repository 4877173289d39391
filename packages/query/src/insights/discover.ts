import { type JsonTree, parseJson, parseJsonAt, scalarText } from './json-tree.ts'

/*
 * Fields that CloudWatch finds in a message by itself.
 *
 * A message that is a JSON object has its scalars, by path: `a.b`, `items.0.id`. Messages of other kinds have fields when their
 * shape is known: what the Lambda service writes about functions, flow logs of a VPC, query logs of Route 53.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */

/** Further fields of an event are not listed. A query finds them by their names all the same (our choice). */
export const MAX_DISCOVERED_FIELDS = 200

/**
 * The fields of a message, in order of appearance, as text: numbers as spelled, booleans as `1` and `0`. `null`, empty lists and
 * empty maps are no fields.
 *
 * @param logGroup name of the log group, without the account
 * @param most how many scalars of JSON are looked at
 */
export function discoverFields(
  message: string,
  logGroup: string,
  most: number = MAX_DISCOVERED_FIELDS,
): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const whole = message.trimStart().startsWith('{') ? parseJson(message) : undefined
  if (whole?.kind === 'map') flatten(whole, fields, most)
  else if (logGroup.startsWith(LAMBDA_GROUPS)) discoverLambda(message, fields, most)
  else if (PLATFORM_LINE.test(message)) discoverPlatform(message, fields)
  else discoverColumns(message, fields)
  return fields
}

/** Log groups of Lambda functions. */
const LAMBDA_GROUPS = '/aws/lambda/'

/** The name under which a field is found: our own names begin with one `@`. */
export function exposedName(name: string): string {
  return name.startsWith('@') ? `@${name}` : name
}

/** Where two paths spell the same name, the shorter path wins: `{"a.b": 1}` before `{"a": {"b": 2}}`. */
function flatten(root: JsonTree, fields: Map<string, string>, most: number): void {
  const lengths = new Map<string, number>()
  let count = 0
  const visit = (tree: JsonTree, path: readonly string[]): void => {
    if (tree.kind === 'map') for (const [key, member] of tree.members) visit(member, [...path, key])
    else if (tree.kind === 'list') for (const [i, item] of tree.items.entries()) visit(item, [...path, String(i)])
    else {
      const text = scalarText(tree)
      if (text === null || count >= most) return
      count += 1
      const name = exposedName(path.join('.'))
      if ((lengths.get(name) ?? Number.POSITIVE_INFINITY) <= path.length) return
      lengths.set(name, path.length)
      fields.set(name, text)
    }
  }
  visit(root, [])
}

/**
 * Fields of the lines that the Lambda service writes: what group 1 matches, and `zeros` behind it.
 *
 * Memory is in bytes, a million of them in a megabyte, as the documentation divides by 1000 twice to get back.
 */
export const LAMBDA_FIELDS: readonly { readonly name: string; readonly regex: RegExp; readonly zeros?: string }[] = [
  {
    name: '@type',
    regex: /^(START|END|REPORT|INIT_START|INIT_REPORT|EXTENSION|TELEMETRY|RESTORE_START|RESTORE_REPORT)\b/,
  },
  {
    name: '@requestId',
    regex: /(?:RequestId: |\t)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/,
  },
  { name: '@duration', regex: /^REPORT RequestId: \S+\s+Duration: ([0-9.]+) ms/ },
  { name: '@billedDuration', regex: /^REPORT .*?\sBilled Duration: ([0-9.]+) ms/ },
  { name: '@memorySize', regex: /^REPORT .*?\sMemory Size: ([1-9][0-9]{0,8}) MB/, zeros: '000000' },
  { name: '@maxMemoryUsed', regex: /^REPORT .*?\sMax Memory Used: ([1-9][0-9]{0,8}) MB/, zeros: '000000' },
  { name: '@initDuration', regex: /^REPORT .*?\sInit Duration: ([0-9.]+) ms/ },
  { name: '@xrayTraceId', regex: /^REPORT [\s\S]*?\bXRAY TraceId: (\S+)/ },
  { name: '@xraySegmentId', regex: /^REPORT [\s\S]*?\bSegmentId: (\S+)/ },
]

/** A function may write into any log group; lines of the service itself are told by their shape there. */
export const PLATFORM_LINE: RegExp = /^(?:(?:START|END|REPORT) RequestId: |INIT_START Runtime Version: )/

function discoverPlatform(message: string, fields: Map<string, string>): void {
  for (const { name, regex, zeros = '' } of LAMBDA_FIELDS) {
    const text = regex.exec(message)?.[1]
    if (text !== undefined) fields.set(name, text + zeros)
  }
}

function discoverLambda(message: string, fields: Map<string, string>, most: number): void {
  discoverPlatform(message, fields)
  const fragment = firstFragment(message)
  if (fragment !== undefined) flatten(fragment, fields, most)
}

/** Places where JSON may begin that are tried: a message full of braces must not cost its square. */
const MAX_FRAGMENT_STARTS = 20

/** The first JSON object inside a text. */
function firstFragment(message: string): JsonTree | undefined {
  let at = message.indexOf('{')
  for (let tries = 0; at !== -1 && tries < MAX_FRAGMENT_STARTS; tries += 1) {
    const found = parseJsonAt(message, at)
    if (found?.tree.kind === 'map') return found.tree
    at = message.indexOf('{', at + 1)
  }
  return undefined
}

/** Lines of columns that are told by their shape. */
export const COLUMN_FORMATS: readonly { readonly shape: RegExp; readonly names: readonly string[] }[] = [
  {
    // A flow log of a VPC in the default format, version 2.
    shape: /^\d+ (?:\d{12}|unknown) eni-\S+(?: \S+){11}$/,
    names: (
      'version accountId interfaceId srcAddr dstAddr srcPort dstPort protocol packets bytes startTime endTime action ' +
      'logStatus'
    ).split(' '),
  },
  {
    // A query log of Route 53.
    shape: /^\d+\.\d+ \d{4}-\d\d-\d\dT\S+Z Z[0-9A-Z]+(?: \S+){7}$/,
    names: (
      'version queryTimestamp hostZoneId queryName queryType responseCode protocol edgeLocation resolverIp ' +
      'ednsClientSubnet'
    ).split(' '),
  },
]

function discoverColumns(message: string, fields: Map<string, string>): void {
  const format = COLUMN_FORMATS.find(({ shape }) => shape.test(message))
  if (format === undefined) return
  for (const [i, text] of message.split(' ').entries()) {
    // A dash stands for what is not there.
    if (text !== '-') fields.set(format.names[i] as string, text)
  }
}
