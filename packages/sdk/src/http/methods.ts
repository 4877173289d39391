/** Methods that are no free text. @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-request-method */
export const METHODS: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
])

/** Any other method, which whoever calls can make up. */
export const OTHER_METHOD = '_OTHER'
