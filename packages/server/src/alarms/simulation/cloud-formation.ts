/**
 * The resources of a CloudFormation template as they would be made: references and functions replaced by their values.
 *
 * Parameters have their defaults. Where AWS makes up a name, the resource is called by its logical id: our choice, since nobody can
 * know the other.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
import { DEFAULT_ACCOUNT_ID, DEFAULT_REGION, type Tenant } from '@atalaya/model'
import { isObject, type Json, objectOf } from './json.ts'

export interface TemplateResource {
  readonly id: string
  readonly type: string
  readonly properties: Json
}

/**
 * The resources of the types that are asked for. Those whose condition does not hold are left out, and so are actions of alarms that
 * come from elsewhere.
 *
 * @param tenant where the stack is made
 * @throws {Error} for other references to what is not there, or in a circle
 */
export function resolveTemplate(
  template: Json,
  types: readonly string[],
  tenant: Tenant = { accountId: DEFAULT_ACCOUNT_ID, region: DEFAULT_REGION },
): readonly TemplateResource[] {
  return new Template(template, tenant).resources(types)
}

function pseudoParameters({ accountId, region }: Tenant): Json {
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'stack',
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/stack/0`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': undefined,
  }
}

const ACTIONS: readonly string[] = ['OKActions', 'AlarmActions', 'InsufficientDataActions']

/** What comes before the account and before the name in an ARN, by type. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'cloudwatch:alarm:',
  'AWS::CloudWatch::CompositeAlarm': 'cloudwatch:alarm:',
  'AWS::SNS::Topic': 'sns:',
  'AWS::Lambda::Function': 'lambda:function:',
  'AWS::SQS::Queue': 'sqs:',
  'AWS::Logs::LogGroup': 'logs:log-group:',
}

class Template {
  readonly #resources: Json
  readonly #parameters: Json
  readonly #mappings: Json
  readonly #conditions: Json
  readonly #tenant: Tenant
  readonly #pseudo: Json
  /** References that are being followed. */
  readonly #open = new Set<string>()

  constructor(template: Json, tenant: Tenant) {
    this.#tenant = tenant
    this.#pseudo = pseudoParameters(tenant)
    this.#resources = objectOf(template.Resources)
    this.#parameters = objectOf(template.Parameters)
    this.#mappings = objectOf(template.Mappings)
    this.#conditions = objectOf(template.Conditions)
  }

  resources(types: readonly string[]): readonly TemplateResource[] {
    return Object.entries(this.#resources).flatMap(([id, resource]) => {
      const { Type: type, Properties, Condition } = objectOf(resource)
      if (typeof type !== 'string' || !types.includes(type)) return []
      if (typeof Condition === 'string' && !this.#holds(Condition)) return []
      return [{ id, type, properties: objectOf(this.#value(Properties ?? {})) }]
    })
  }

  #value(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#value(item)).filter((item) => item !== undefined)
    if (!isObject(value)) return value
    const entries = Object.entries(value)
    const [first] = entries
    if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#call(first[0], first[1])
    }
    return Object.fromEntries(
      entries
        .map(([name, part]) => [name, ACTIONS.includes(name) ? this.#actions(part) : this.#value(part)] as const)
        .filter(([, part]) => part !== undefined),
    )
  }

  #actions(value: unknown): unknown {
    if (!Array.isArray(value)) return this.#value(value)
    return value.flatMap((action: unknown) => {
      try {
        return [this.#value(action)].filter((arn) => arn !== undefined)
      } catch {
        return []
      }
    })
  }

  #call(name: string, argument: unknown): unknown {
    if (name === 'Ref') return this.#ref(text(argument))
    if (name === 'Fn::GetAtt') {
      const [id = '', attribute = ''] = typeof argument === 'string' ? splitOnce(argument, '.') : texts(argument)
      return this.#attribute(id, attribute)
    }
    if (name === 'Fn::If') {
      const [condition, yes, no] = list(argument)
      return this.#value(this.#holds(text(condition)) ? yes : no)
    }
    if (name === 'Fn::Sub') return this.#sub(argument)
    const value = this.#value(argument)
    switch (name) {
      case 'Fn::Join': {
        const [separator, parts] = list(value)
        return list(parts).map(text).join(text(separator))
      }
      case 'Fn::Split': {
        const [separator, whole] = list(value)
        return text(whole).split(text(separator))
      }
      case 'Fn::Select': {
        const [index, items] = list(value)
        return list(items)[Number(index)]
      }
      case 'Fn::FindInMap': {
        const [map = '', top = '', second = ''] = texts(value)
        return objectOf(objectOf(this.#mappings[map])[top])[second]
      }
      case 'Fn::Base64':
        return Buffer.from(text(value)).toString('base64')
      default:
        throw new Error(`${name} cannot be resolved without AWS`)
    }
  }

  #sub(argument: unknown): string {
    const [template, variables] = typeof argument === 'string' ? [argument] : list(argument)
    const given = objectOf(this.#value(variables ?? {}))
    return text(template).replaceAll(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`
      if (Object.hasOwn(given, name)) return text(given[name])
      if (!name.includes('.')) return text(this.#ref(name))
      const [id, attribute] = splitOnce(name, '.')
      return text(this.#attribute(id, attribute))
    })
  }

  #ref(name: string): unknown {
    if (Object.hasOwn(this.#pseudo, name)) return this.#pseudo[name]
    if (Object.hasOwn(this.#parameters, name)) return this.#default(name)
    // What a reference to a topic gives is its ARN.
    return this.#typeOf(name) === 'AWS::SNS::Topic' ? this.#arn(name) : this.#nameOf(name)
  }

  #default(name: string): unknown {
    const { Default: value, Type: type } = objectOf(this.#parameters[name])
    if (value === undefined) throw new Error(`the parameter ${name} has no default`)
    const isList = type === 'CommaDelimitedList' || (typeof type === 'string' && type.startsWith('List<'))
    return isList && typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value
  }

  #attribute(id: string, attribute: string): string {
    if (attribute === 'Arn' || attribute.endsWith('Arn')) return this.#arn(id)
    return attribute.endsWith('Name') ? this.#nameOf(id) : `${id}.${attribute}`
  }

  #arn(id: string): string {
    const type = this.#typeOf(id)
    const [service = '', kind = ''] = splitOnce(ARN_SERVICES[type] ?? `${type.split('::')[1]?.toLowerCase()}:`, ':')
    const { accountId, region } = this.#tenant
    return `arn:aws:${service}:${region}:${accountId}:${kind}${this.#nameOf(id)}`
  }

  #nameOf(id: string): string {
    const type = this.#typeOf(id)
    if (this.#open.has(id)) throw new Error(`${id} refers to itself`)
    this.#open.add(id)
    try {
      const properties = objectOf(objectOf(this.#resources[id]).Properties)
      const kind = type.split('::').at(-1)?.replace('CompositeAlarm', 'Alarm') ?? ''
      const name = this.#value(properties[`${kind}Name`] ?? properties.Name)
      return typeof name === 'string' ? name : id
    } finally {
      this.#open.delete(id)
    }
  }

  #typeOf(id: string): string {
    const { Type: type } = objectOf(this.#resources[id])
    if (typeof type !== 'string') throw new Error(`the template has no '${id}'`)
    return type
  }

  #holds(condition: unknown): boolean {
    if (typeof condition === 'string') {
      if (!Object.hasOwn(this.#conditions, condition)) throw new Error(`the template has no condition '${condition}'`)
      return this.#holds(this.#conditions[condition])
    }
    const [[name, argument] = ['', undefined]] = Object.entries(objectOf(condition))
    switch (name) {
      case 'Condition':
        return this.#holds(text(argument))
      case 'Fn::Equals': {
        const [one, other] = list(this.#value(argument))
        return String(one) === String(other)
      }
      case 'Fn::Not':
        return !this.#holds(list(argument)[0])
      case 'Fn::And':
        return list(argument).every((part) => this.#holds(part))
      case 'Fn::Or':
        return list(argument).some((part) => this.#holds(part))
      default:
        throw new Error(`'${name}' is no condition`)
    }
  }
}

function splitOnce(whole: string, separator: string): readonly [string, string] {
  const at = whole.indexOf(separator)
  return at === -1 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + 1)]
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`expected text in the template, got ${JSON.stringify(value)}`)
}

function texts(value: unknown): readonly string[] {
  return list(value).map(text)
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]
  throw new Error(`expected a list in the template, got ${JSON.stringify(value)}`)
}
