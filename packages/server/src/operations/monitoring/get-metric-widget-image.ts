import { AwsError, type Operation, operation } from '@atalaya/aws'
import { pointsOf } from '@atalaya/query'
import { checkQueries, evaluateQueries } from '../../metrics/evaluate.ts'
import { parseQueries } from '../../metrics/queries.ts'
import { labelResults } from '../../metrics/result-labels.ts'
import {
  type ChartSeries,
  drawChart,
  encodePng,
  type MetricWidget,
  parseColor,
  parseWidget,
  seriesColor,
} from '../../widget-image/index.ts'
import { evaluationDeps, type MonitoringDeps } from './deps.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricWidgetImage.html */
export const getMetricWidgetImage: Operation<MonitoringDeps> = operation(
  'monitoring',
  'GetMetricWidgetImage',
  async ({ MetricWidget: text, OutputFormat = 'png' }, { telemetry, models, clock }: MonitoringDeps, call) => {
    if (OutputFormat !== 'png' && OutputFormat !== 'image/png') {
      throw new AwsError('ValidationError', `The value ${OutputFormat} for parameter OutputFormat is invalid.`)
    }
    const nowMs = clock.now()
    const widget = parseWidget(text, call.tenant.region, nowMs)
    const queries = parseQueries(
      widget.rows.map(({ query }) => query),
      call.tenant,
    )
    checkQueries(queries)
    const { startMs, endMs, offsetMinutes } = widget.chart
    const { results } = await evaluateQueries(
      evaluationDeps({ telemetry, models }),
      { tenant: call.tenant, range: { startMs, endMs }, nowMs, signal: call.signal },
      queries,
    )
    const label = labelResults(results, { nowMs, offsetMinutes })
    const shown = results.flatMap((result) => {
      return result.series.map((series) => ({
        id: result.query.id,
        label: label(result, series, () => pointsOf(series)),
        series,
      }))
    })
    const image = encodePng(drawChart({ ...widget.chart, series: paint(shown, widget) }))
    if (OutputFormat === 'image/png' && isQueryProtocol(call.headers)) call.replaceBody?.('image/png', image)
    return { MetricWidgetImage: image }
  },
)

/** Gives colours in turn; a colour of the row is for its first series. */
function paint(
  shown: readonly { readonly id: string; readonly label: string; readonly series: ChartSeries['series'] }[],
  { rows }: MetricWidget,
): readonly ChartSeries[] {
  const byId = new Map(rows.map((row) => [row.query.Id, row]))
  const painted = new Set<string>()
  return shown.map(({ id, label, series }, index) => {
    const row = byId.get(id)
    const own = row?.color === undefined || painted.has(id) ? undefined : parseColor(row.color)
    painted.add(id)
    return { label, series, color: own ?? seriesColor(index), side: row?.side ?? 'left' }
  })
}

/** Only there the picture itself can be the answer. */
function isQueryProtocol(headers: Readonly<Record<string, string | undefined>>): boolean {
  return headers['x-amz-target'] === undefined && headers['smithy-protocol'] === undefined
}
