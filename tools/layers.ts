/** Which packages a package may import. What is not listed has no place in the layers yet. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: [],
  aws: ['model'],
  otlp: ['model'],
  query: ['model'],
  alarms: ['model'],
  store: ['model'],
  'store-duckdb': ['model', 'store', 'query'],
  'store-clickhouse': ['model', 'store', 'query'],
  server: ['model', 'aws', 'otlp', 'query', 'alarms', 'store', 'store-duckdb', 'store-clickhouse'],
  cli: ['model', 'aws', 'server', 'alarms', 'query'],
  sdk: ['model'],
  testkit: ['model', 'alarms', 'store', 'server'],
  console: [],
}

/** What a service outside of this repository can use. */
const ALLOWED_IN_EXAMPLES = ['sdk']

export interface SourceFile {
  /** From the top of the repository: `packages/aws/src/index.ts`. */
  readonly path: string
  readonly text: string
}

/** Every import that goes against the direction, as one line each. */
export function layerProblems(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const [parent = '', name = ''] = path.split('/')
    const allowed =
      parent === 'examples' ? ALLOWED_IN_EXAMPLES : Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined
    if (allowed === undefined) return [`${path}: ${name} has no place in the layers: add it to tools/layers.ts`]
    return importsOf(text).flatMap((specifier) => {
      if (specifier.startsWith('.')) {
        return leavesPackage(path, specifier)
          ? [`${path} imports ${specifier}, which is another package: import it by name`]
          : []
      }
      const imported = /^@atalaya\/([a-z-]+)/.exec(specifier)?.[1]
      if (imported === undefined || (imported === name && parent === 'packages') || allowed.includes(imported))
        return []
      return [`${path} imports ${specifier}, which ${name} must not know`]
    })
  })
}

function importsOf(text: string): string[] {
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"\n;]*?(?:\bfrom\s*)?'([^'\n]+)'|\}\s*from\s*'([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm,
    ),
  ].map(([, direct, multiline, dynamic]) => direct ?? multiline ?? dynamic ?? '')
}

/** Whether a relative import climbs out of `packages/<name>/`. */
function leavesPackage(path: string, specifier: string): boolean {
  const [parent, name, ...folders] = path.split('/').slice(0, -1)
  const target = new URL(specifier, `file:///${[parent, name, ...folders].join('/')}/`).pathname
  return !target.startsWith(`/${parent}/${name}/`)
}
