import process from 'node:process'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { parseHeaders, signalEndpoint } from '../../otlp/http.ts'
import type { Warnings } from '../../output/warnings.ts'
import type { Settings } from '../../settings/record.ts'
import { isMissing, MissingPackage, type Packages } from '../otel.ts'
import { ConsoleSpans } from './console-spans.ts'
import { OtlpHttpExporter } from './otlp/otlp-http-exporter.ts'
import { daemonAddress } from './xray/daemon-address.ts'
import { XRayDaemonExporter } from './xray/xray-daemon-exporter.ts'

/** An exporter and where it leads. */
export interface Export {
  readonly exporter: SpanExporter
  readonly target: string
}

/** Whether the settings name anywhere that spans go. */
export function hasExport({ tracing, otlp }: Settings): boolean {
  return tracing.endpoint !== '' || otlp.endpoint !== '' || tracing.console || tracing.xrayDaemon !== ''
}

/**
 * The exporters that the settings name.
 *
 * @throws {MissingPackage} when OTLP over gRPC is asked for and its exporter is not installed
 * @throws {TypeError} for an address of the daemon that is none
 */
export async function openExports(
  settings: Settings,
  packages: Packages,
  warnings: Warnings,
): Promise<readonly Export[]> {
  const { tracing } = settings
  const exports: Export[] = []
  const url = otlpUrl(settings)
  if (url !== '') exports.push({ exporter: await otlpExporter(url, settings, packages, warnings), target: url })
  if (tracing.console) exports.push({ exporter: new ConsoleSpans(), target: 'the console' })
  if (tracing.xrayDaemon !== '') {
    const { udp } = daemonAddress(tracing.xrayDaemon)
    exports.push({
      exporter: new XRayDaemonExporter({ ...udp, warnings }),
      target: `X-Ray daemon ${udp.host}:${udp.port}`,
    })
  }
  return exports
}

/** @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp */
function otlpUrl({ tracing, otlp }: Settings): string {
  if (tracing.endpoint !== '') return tracing.endpoint
  if (otlp.endpoint === '' || tracing.protocol === 'grpc') return otlp.endpoint
  return signalEndpoint(otlp.endpoint, 'traces')
}

async function otlpExporter(
  url: string,
  settings: Settings,
  packages: Packages,
  warnings: Warnings,
): Promise<SpanExporter> {
  const { tracing, otlp } = settings
  if (tracing.protocol === 'http') {
    return new OtlpHttpExporter({ endpoint: url, headers: parseHeaders(otlp.headers), timeoutMs: otlp.timeoutMs })
  }
  // Its metadata needs a class of gRPC; the exporter reads the variable itself.
  if (otlp.headers !== '' && otlp.headers !== process.env.OTEL_EXPORTER_OTLP_HEADERS) {
    warnings.always(
      'over gRPC, headers are taken from OTEL_EXPORTER_OTLP_HEADERS only: those in the settings are not sent',
    )
  }
  const name = '@opentelemetry/exporter-trace-otlp-grpc'
  try {
    const { OTLPTraceExporter } = await packages[name]()
    return new OTLPTraceExporter({ url, timeoutMillis: otlp.timeoutMs, compression: GZIP })
  } catch (error) {
    throw isMissing(error) ? new MissingPackage([name], error) : error
  }
}

/** `CompressionAlgorithm.GZIP`, whose enum would have to be imported. */
const GZIP = 'gzip' as never
