import type { Context } from '@opentelemetry/api'
import type { OtelApi } from '../otel.ts'
import type { Upstream } from './headers.ts'

/** The context, with what the caller says its work has come through. */
export function withLineage(api: OtelApi, context: Context, upstream: Upstream | undefined): Context {
  return upstream?.lineage === undefined ? context : context.setValue(keyOf(api), upstream.lineage)
}

/** For the headers of whoever is called inside of this context. */
export function lineageIn(api: OtelApi, context: Context): string | undefined {
  return context.getValue(keyOf(api)) as string | undefined
}

function keyOf(api: OtelApi): symbol {
  return api.createContextKey('Atalaya lineage')
}
