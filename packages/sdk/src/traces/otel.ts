/**
 * OpenTelemetry, loaded when tracing is set up: none of its packages is needed by a service without traces.
 *
 * Its SDK has two names: `sdk-trace` is the same in 2.9 and later and in 3.x, `sdk-trace-base` is all there is before.
 */
import process from 'node:process'
import type { Attributes, Tracer } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { IdGenerator, Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace'

export type OtelApi = typeof import('@opentelemetry/api')

/** What a provider is made of, in every line of the SDK. */
interface ProviderOptions {
  readonly resource: Resource
  readonly sampler: Sampler
  readonly idGenerator: IdGenerator
  readonly spanProcessors: SpanProcessor[]
  readonly spanLimits: SpanLimits
}

export interface Provider {
  getTracer(name: string, version?: string): Tracer
}

export interface Otel {
  readonly api: OtelApi
  readonly newProvider: (options: ProviderOptions) => Provider
  readonly newResource: (attributes: Readonly<Record<string, string | Promise<string | undefined>>>) => Resource
}

/** How the packages are found. Replaced in tests. */
export interface Packages {
  readonly '@opentelemetry/api': () => Promise<OtelApi>
  readonly '@opentelemetry/resources': () => Promise<typeof import('@opentelemetry/resources')>
  readonly '@opentelemetry/sdk-trace': () => Promise<typeof import('@opentelemetry/sdk-trace')>
  readonly '@opentelemetry/sdk-trace-base': () => Promise<typeof import('@opentelemetry/sdk-trace-base')>
  readonly '@opentelemetry/exporter-trace-otlp-grpc': () => Promise<
    typeof import('@opentelemetry/exporter-trace-otlp-grpc')
  >
}

/** Each inside a `try` of its own, where it stands: by that bundlers know that the package may be missing, and bundle the rest. */
export const PACKAGES: Packages = {
  '@opentelemetry/api': async () => {
    try {
      return await import('@opentelemetry/api')
    } catch (error) {
      return passOn(error)
    }
  },
  '@opentelemetry/resources': async () => {
    try {
      return await import('@opentelemetry/resources')
    } catch (error) {
      return passOn(error)
    }
  },
  '@opentelemetry/sdk-trace': async () => {
    try {
      return await import('@opentelemetry/sdk-trace')
    } catch (error) {
      return passOn(error)
    }
  },
  '@opentelemetry/sdk-trace-base': async () => {
    try {
      return await import('@opentelemetry/sdk-trace-base')
    } catch (error) {
      return passOn(error)
    }
  },
  '@opentelemetry/exporter-trace-otlp-grpc': async () => {
    try {
      return await import('@opentelemetry/exporter-trace-otlp-grpc')
    } catch (error) {
      return passOn(error)
    }
  },
}

function passOn(error: unknown): never {
  throw error
}

/** A package that is not installed. Its message says what to install. */
export class MissingPackage extends Error {
  override readonly name: string = 'MissingPackage'

  constructor(packages: readonly string[], cause: unknown, nodeVersion: string = process.versions.node) {
    super(`not installed: npm install ${installable(packages, nodeVersion).join(' ')}`, { cause })
  }
}

/** The last line for Node 20: what comes later needs 22, and a newer API than this line takes. */
const LINE_2: Readonly<Record<string, string>> = {
  '@opentelemetry/api': '1.9',
  '@opentelemetry/resources': '2',
  '@opentelemetry/sdk-trace': '2',
  '@opentelemetry/exporter-trace-otlp-grpc': '0.223',
}

function installable(packages: readonly string[], nodeVersion: string): readonly string[] {
  if (Number.parseInt(nodeVersion, 10) >= 22) return packages
  return packages.map((name) => `${name}@${LINE_2[name] ?? 'latest'}`)
}

/** @throws {MissingPackage} */
export async function loadOtel(packages: Packages): Promise<Otel> {
  try {
    const [api, { resourceFromAttributes }, newProvider] = await Promise.all([
      packages['@opentelemetry/api'](),
      packages['@opentelemetry/resources'](),
      loadSdk(packages),
    ])
    // The types of the SDK forget that an attribute found later may turn out not to exist.
    const newResource: Otel['newResource'] = (attributes) => resourceFromAttributes(attributes as Attributes)
    return { api, newProvider, newResource }
  } catch (error) {
    throw isMissing(error)
      ? new MissingPackage(['@opentelemetry/api', '@opentelemetry/sdk-trace', '@opentelemetry/resources'], error)
      : error
  }
}

async function loadSdk(packages: Packages): Promise<Otel['newProvider']> {
  try {
    const { TracerProvider } = await packages['@opentelemetry/sdk-trace']()
    return (options) => new TracerProvider(options)
  } catch (error) {
    const { BasicTracerProvider } = await packages['@opentelemetry/sdk-trace-base']().catch(() => {
      throw error
    })
    return (options) => new BasicTracerProvider(options)
  }
}

export function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}
