import { Chart } from './chart.ts'
import { count, inPercent, ms, perSecond, shortMs } from './format.ts'

/** All charts of the page. */
export function createCharts(): readonly Chart[] {
  return [
    new Chart('chart-rate', {
      name: 'Requests',
      series: [{ key: 'rate', label: 'requests', style: 1, isFilled: true }],
      format: perSecond,
      tick: count,
      top: { least: 1 },
    }),
    new Chart('chart-errors', {
      name: 'Errors',
      series: [{ key: 'errorRate', label: 'errors', style: 4, isFilled: true }],
      format: inPercent,
      tick: inPercent,
      top: { least: 5 },
    }),
    new Chart('chart-time', {
      name: 'Response time',
      series: [
        { key: 'p50', label: 'p50', style: 1 },
        { key: 'p95', label: 'p95', style: 2 },
        { key: 'p99', label: 'p99', style: 3 },
      ],
      format: ms,
      tick: shortMs,
      top: { least: 10 },
    }),
    new Chart('chart-active', {
      name: 'Under way',
      series: [{ key: 'active', label: 'requests', style: 1, isFilled: true }],
      format: count,
      tick: count,
      top: { least: 4 },
    }),
    new Chart('chart-machine', {
      name: 'CPU and memory',
      series: [
        { key: 'cpu', label: 'CPU', style: 1, isFilled: true },
        { key: 'memory', label: 'Memory', style: 2 },
      ],
      format: inPercent,
      tick: inPercent,
      top: { fixed: 100 },
    }),
    new Chart('chart-loop', {
      name: 'Event loop',
      series: [{ key: 'delay', label: 'delay p99', style: 1, isFilled: true }],
      format: ms,
      tick: shortMs,
      top: { least: 40 },
    }),
  ]
}
