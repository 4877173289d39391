/**
 * What must not stand in a log: by path (the service knows where its secrets are) and by kind (nobody remembers all of them).
 *
 * Kinds: members whose name says that they hold a credential, at any depth; and in every text bearer and basic credentials,
 * JSON web tokens, passwords and parameters in addresses, headers, `name=value` and members of JSON named like a credential, e-mail addresses and
 * card numbers (by their check digit, so that an order number stays readable).
 */

export interface RedactOptions {
  /** `user.password`, `*.iban` (one step of any name), `items.*.code` (every element). From the fields of a line. */
  readonly paths?: readonly string[] | undefined
  /** Also by kind. Default: true. */
  readonly kinds?: boolean | undefined
  /** Default: `[REDACTED]`. */
  readonly mask?: string | undefined
}

/** One step into a value: how members of it are treated. */
export class PathNode {
  readonly #steps = new Map<string, PathNode>()
  #isEnd = false

  static of(paths: readonly string[]): PathNode | undefined {
    if (paths.length === 0) return undefined
    const root = new PathNode()
    for (const path of paths) {
      let node = root
      for (const step of path.split('.')) node = node.#down(step)
      node.#isEnd = true
    }
    return root
  }

  get isEnd(): boolean {
    return this.#isEnd
  }

  /** Where a member of this name leads. `*` and the name itself may both lead somewhere: the end of either counts. */
  step(name: string): PathNode | undefined {
    const named = this.#steps.get(name)
    const any = this.#steps.get('*')
    if (named === undefined || any === undefined) return named ?? any
    return named.#merged(any)
  }

  #down(step: string): PathNode {
    const known = this.#steps.get(step)
    if (known !== undefined) return known
    const node = new PathNode()
    this.#steps.set(step, node)
    return node
  }

  #merged(other: PathNode): PathNode {
    const node = new PathNode()
    node.#isEnd = this.#isEnd || other.#isEnd
    for (const [step, child] of this.#steps) node.#steps.set(step, child)
    for (const [step, child] of other.#steps) {
      const mine = node.#steps.get(step)
      node.#steps.set(step, mine === undefined ? child : mine.#merged(child))
    }
    return node
  }
}

/** Whether a member of this name holds a credential. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/[-_.\s]/g, ''))
}

const SECRET_NAME =
  /(?:authorization|cookies?|password|passwd|passphrase|pwd|secret|secretkey|token|apikey|accesskey|privatekey|sessionkey|credentials?|cardnumber|creditcard|cvv|cvc|csrf|xsrf)$/i

/** A text with everything masked that is a secret by its look. Linear in the length of the text. */
export function redactText(text: string, mask: string): string {
  let result = text
  if (text.includes('eyJ')) result = result.replace(JSON_WEB_TOKEN, mask)
  if (AUTHORIZATION_HINT.test(result))
    result = result.replace(AUTHORIZATION, (_all, scheme: string) => `${scheme} ${mask}`)
  // Before e-mail addresses: `password@host` looks like one.
  if (result.includes('://')) result = result.replace(URL_PASSWORD, (_all, start: string) => `${start}${mask}@`)
  if (NAMED_HINT.test(result)) {
    result = result.replace(NAMED, (all, name: string, between: string, value: string) =>
      value.startsWith(mask) || NO_SECRET.test(value) || !isSecretParameter(name)
        ? all
        : `${name}${between}${masked(between, value, mask)}`,
    )
    result = result.replace(COOKIES, (_all, start: string) => `${start}${mask}`)
  }
  if (result.includes('@')) result = result.replace(EMAIL, mask)
  if (DIGITS_HINT.test(result)) result = result.replace(DIGITS, (run) => redactCards(run, mask))
  return result
}

/** Whether a text is worth the look of `redactText`. Short ones without `@` hold none of it. */
export function maySayASecret(text: string): boolean {
  return text.length >= 13 && HINT.test(text)
}

const HINT = /[=@]|: |":|eyJ|[Bb]earer |[Bb]asic |[0-9][0-9 -]{11}/
const JSON_WEB_TOKEN = /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g
const AUTHORIZATION_HINT = /[Bb]earer |[Bb]asic /
const AUTHORIZATION = /\b([Bb]earer|[Bb]asic) +[\w\-.~+/]{8,}=*/g
/** Bounded on both sides of the `@`, so that a long text without a domain costs no square of its length. */
const EMAIL = /[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g
/** `postgres://user:password@host`: what stands between the colon and the last `@` before the path. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@?#]{0,256}:)[^\s/?#]{1,256}@/gi
const NAMED_HINT =
  /(?:auth|cookie|pass|pwd|secret|token|key|signature|sig|credential|cvv|cvc)[\w-]{0,16}(?:=|: |["']:)/i
/** `name=value`, a header, a member of JSON, or of an object as `console.log` shows it. A value without its second quote was cut off. */
const NAMED =
  /(?<![\w.-])([\w.-]{1,64})(=|: |["']: ?)("(?:[^"\\]|\\.){1,8192}(?:"|$)|'(?:[^'\\]|\\.){1,8192}(?:'|$)|["']?[^\s"'&;,<>]{1,8192})/g
/** The credential is the next word, and masked already; or the value is an object, whose members stand for themselves. */
const NO_SECRET = /^(?:bearer|basic|[[{]+)$/i
/** A header of cookies has many, one behind the other. */
const COOKIES = /\b((?:set-)?cookie: )[^\r\n]{1,8192}/gi

/** Inside of its quotes; a member of JSON stays one. */
function masked(between: string, value: string, mask: string): string {
  const quote = value[0]
  if (quote === '"' || quote === "'") return value.length > 1 && value.endsWith(quote) ? quote + mask + quote : mask
  if (between.length === 1 || between === ': ') return mask
  let end = value.length
  while (end > 0 && (value[end - 1] === '}' || value[end - 1] === ']')) end--
  return `"${mask}"${value.slice(end)}`
}

/** Also those of signed addresses: `X-Amz-Signature`, `sig`. */
function isSecretParameter(name: string): boolean {
  return isSecretName(name) || /(?:^|[-_.])(?:sig|signature)$/i.test(name)
}
const DIGITS_HINT = /[0-9][0-9 -]{11}/
const DIGITS = /[0-9](?:[ -]?[0-9]){12,}/g

/** Card numbers are 13 to 19 digits with a Luhn check digit. A longer run of digits is something else. */
function redactCards(run: string, mask: string): string {
  const digits = run.replace(/[ -]/g, '')
  return digits.length <= 19 && passesLuhn(digits) ? mask : run
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    let digit = digits.charCodeAt(digits.length - 1 - index) - 48
    if (index % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2
    sum += digit
  }
  // Nothing but zeros also has a matching check digit, and is no card.
  return sum > 0 && sum % 10 === 0
}
