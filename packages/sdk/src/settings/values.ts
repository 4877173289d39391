/** One setting: how it is read, what it takes, and what it says about itself. */
export interface Value<T> {
  /** Environment variables, the first that is set counts. `OTEL_RESOURCE_ATTRIBUTES[service.name]` is one of several in a variable. */
  readonly env: readonly string[]
  readonly fallback: T
  readonly secret: boolean
  /** Completes "must be ...". */
  readonly accepts: string
  readonly doc: string
  /** The value of a text from the environment, or undefined when it is none. */
  readonly parse: (text: string) => T | undefined
  readonly check: (value: unknown) => boolean
}

interface Options<T> {
  /** Without the prefix `ATALAYA_`. */
  readonly env: string
  readonly also?: readonly string[]
  readonly fallback: T
  readonly doc: string
}

interface Range {
  readonly min: number
  readonly max: number
}

export function text(options: Options<string>): Value<string> {
  return define(options, 'a text', (given) => given, isText)
}

/** @param accepts - completes "must be ..." */
export function matching(pattern: RegExp, accepts: string, options: Options<string>): Value<string> {
  return define(
    options,
    accepts,
    (given) => given,
    (value) => isText(value) && pattern.test(value as string),
  )
}

/** A text that is never printed. */
export function secret(options: Options<string>): Value<string> {
  return { ...text(options), secret: true }
}

export function flag(options: Options<boolean>): Value<boolean> {
  const parse = (given: string) => FLAGS[given.toLowerCase()]
  return define(options, 'true or false (also 1, 0, yes, no, on, off)', parse, (value) => typeof value === 'boolean')
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
}

export function integer(options: Options<number> & Range): Value<number> {
  const { min, max } = options
  const check = (value: unknown) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max
  return define(options, `an integer from ${min} to ${max}`, toNumber, check)
}

export function number(options: Options<number> & Range): Value<number> {
  const { min, max } = options
  const check = (value: unknown) => typeof value === 'number' && value >= min && value <= max
  return define(options, `a number from ${min} to ${max}`, toNumber, check)
}

function toNumber(given: string): number | undefined {
  return given === '' ? undefined : Number(given)
}

export function choice<const T extends string>(
  choices: readonly T[],
  options: Options<NoInfer<T>> & { readonly aliases?: Readonly<Record<string, NoInfer<T>>> },
): Value<T> {
  const { aliases = {} } = options
  const check = (value: unknown) => (choices as readonly unknown[]).includes(value)
  const parse = (given: string) => aliases[given.toLowerCase()] ?? (given.toLowerCase() as T)
  return define<T>(options, `one of ${[...choices, ...Object.keys(aliases)].join(', ')}`, parse, check)
}

export function url(options: Options<string> & { readonly schemes: readonly string[] }): Value<string> {
  const { schemes } = options
  const check = (value: unknown) => {
    if (value === '') return true
    if (!isText(value) || !URL.canParse(value as string)) return false
    return schemes.includes(new URL(value as string).protocol.slice(0, -1))
  }
  return define(
    options,
    `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    (given) => given,
    check,
  )
}

/** An address that is a credential itself, or holds one. */
export function secretUrl(options: Options<string> & { readonly schemes: readonly string[] }): Value<string> {
  return { ...url(options), secret: true }
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function define<T>(
  options: Options<T>,
  accepts: string,
  parse: (text: string) => T | undefined,
  check: (value: unknown) => boolean,
): Value<T> {
  const { env, also = [], fallback, doc } = options
  return { env: [`ATALAYA_${env}`, ...also], fallback, secret: false, accepts, doc, parse, check }
}
