import type { DashboardView } from '../../../views.ts'
import { fill, make } from '../dom.ts'
import { percent, words } from '../format.ts'

export function renderFooter({ health }: DashboardView): void {
  const { logs, metrics, traces } = health.observability
  fill('signals', [
    signal('Logs', logs.enabled, logs.outputs, `, from ${logs.level}`),
    signal('Metrics', metrics.enabled, metrics.doors),
    signal('Traces', traces.enabled, traces.exporters, `, ${percent(traces.sampleRatio * 100)} % sampled`),
  ])
  const features = Object.entries(health.features)
  fill(
    'features',
    features.map(([name, isOn]) => chip(isOn, `${words(name)}${isOn ? '' : ' off'}`)),
  )
}

function signal(name: string, isOn: boolean, ways: readonly string[], more = ''): Node {
  const how = ways.length > 0 ? `by ${ways.join(', ')}` : 'on'
  return chip(isOn, isOn ? `${name} ${how}${more}` : `${name} off`)
}

function chip(isOn: boolean, text: string): Node {
  return make('span', isOn ? 'chip' : 'chip off', text)
}
