export { type ChartSeries, drawChart } from './chart.ts'
export { encodePng } from './png.ts'
export { parseColor, seriesColor } from './theme.ts'
export { type MetricWidget, parseWidget } from './widget.ts'
