/**
 * `name=value,name=value`, values URL-encoded, as variables of OpenTelemetry are written.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
 * @see https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
 */
export function parsePairs(text: string | undefined = ''): readonly (readonly [name: string, value: string])[] {
  return text.split(',').flatMap((part) => {
    const at = part.indexOf('=')
    return at <= 0 ? [] : [[part.slice(0, at).trim(), decoded(part.slice(at + 1).trim())] as const]
  })
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
