import type { LogText } from './log-text.ts'
import type { Selector } from './pattern.ts'

/** A value found by a selector, and where. */
export interface Selected {
  readonly value: unknown
  /** Member names and array indexes from the root. */
  readonly path: readonly (string | number)[]
}

/**
 * Every value that a selector finds, which without a wildcard is one or none. A test that returns true ends the search.
 *
 * @returns whether a test returned true
 */
export function someSelected(
  root: unknown,
  selector: Selector,
  test: (value: unknown, path: Path) => boolean,
): boolean {
  const wildcard = selector.findIndex((step) => step.kind === 'any')
  if (wildcard === -1) return testOne(root, selector, 0, selector.length, [], test)
  const path: (string | number)[] = []
  const container = descend(root, selector, 0, wildcard, path)
  const step = selector[wildcard]
  if (typeof container !== 'object' || container === null || step?.kind !== 'any') return false
  if (Array.isArray(container) !== (step.of === 'elements')) return false
  for (const key of Object.keys(container)) {
    const place = step.of === 'elements' ? Number(key) : key
    const value = (container as Readonly<Record<string, unknown>>)[key]
    if (testOne(value, selector, wildcard + 1, selector.length, [...path, place], test)) return true
  }
  return false
}

/** The value that a selector without wildcards finds; undefined when there is none. */
export function select(root: unknown, selector: Selector): Selected | undefined {
  let found: Selected | undefined
  someSelected(root, selector, (value, path) => {
    found = { value, path }
    return true
  })
  return found
}

/** A selected string or number as text, the number as it was written; undefined for everything else. */
export function scalarText(text: LogText, { value, path }: Selected): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? text.numberAt(path) : undefined
}

type Path = readonly (string | number)[]

function testOne(
  root: unknown,
  selector: Selector,
  from: number,
  to: number,
  path: (string | number)[],
  test: (value: unknown, path: Path) => boolean,
): boolean {
  const value = descend(root, selector, from, to, path)
  // JSON has no undefined: this is a path that leads nowhere.
  return value !== undefined && test(value, path)
}

/** Follows the steps from `from` to `to`, none of which is a wildcard, and notes them in `path`. */
function descend(root: unknown, selector: Selector, from: number, to: number, path: (string | number)[]): unknown {
  let value = root
  for (let i = from; i < to; i += 1) {
    const step = selector[i]
    if (typeof value !== 'object' || value === null || step === undefined || step.kind === 'any') return undefined
    if (step.kind === 'element') {
      value = Array.isArray(value) ? (value as readonly unknown[])[step.index] : undefined
      path.push(step.index)
    } else {
      // `__proto__` and `length` are members only if the message has them.
      if (Array.isArray(value) || !Object.hasOwn(value, step.name)) return undefined
      value = (value as Readonly<Record<string, unknown>>)[step.name]
      path.push(step.name)
    }
  }
  return value
}
