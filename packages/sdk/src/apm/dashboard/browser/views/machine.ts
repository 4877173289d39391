import type { DashboardView, SystemView } from '../../../views.ts'
import { add, fill, make } from '../dom.ts'
import { bytes, inPercent, ms, percent, round } from '../format.ts'
import { ruleNamed } from './alerts.ts'

export function renderMachine({ system, alerts }: DashboardView): void {
  const { memory, cpu, disk } = system
  fill('meters', [
    meter('Memory', memory.usedPercent, ruleNamed(alerts, 'memory').above),
    meter('CPU', cpu.usedPercent, ruleNamed(alerts, 'cpu').above),
    meter('Disk', disk.usedPercent, ruleNamed(alerts, 'disk').above),
  ])
  fill(
    'process',
    factsOf(system).map(([name, value]) => add(make('div'), make('dt', '', name), make('dd', '', value))),
  )
}

/** @param limit - percent; above 100 there is none to be shown */
function meter(name: string, value: number | null, limit: number): Node {
  const isOver = value !== null && value > limit
  const bar = make('div', isOver ? 'bar over' : 'bar')
  const state = { role: 'meter', 'aria-label': name, 'aria-valuemin': '0', 'aria-valuemax': '100' }
  for (const [attribute, text] of Object.entries(state)) bar.setAttribute(attribute, text)
  if (value !== null) bar.setAttribute('aria-valuenow', String(value))
  const filled = make('i')
  filled.style.width = `${value ?? 0}%`
  add(bar, filled, limit <= 100 ? limitMark(limit) : undefined)
  const text = value === null ? 'not known' : inPercent(value)
  return add(
    make('div'),
    add(make('div', 'meter-head'), make('span', '', name), make('b', isOver ? 'bad' : '', text)),
    bar,
  )
}

function limitMark(limit: number): Node {
  const mark = make('u')
  mark.style.left = `${limit}%`
  mark.title = `fires above ${limit} %`
  return mark
}

function factsOf({
  memory,
  cpu,
  eventLoop,
  handles,
  node,
  platform,
}: SystemView): readonly (readonly [string, string])[] {
  return [
    ['Memory of the process', bytes(memory.processBytes)],
    ['Heap', `${bytes(memory.heapUsedBytes)} of ${bytes(memory.heapTotalBytes)}`],
    ['CPU of the process', `${percent(cpu.processPercent)} % of ${cpu.cores} cores`],
    ['Event loop delay p99', ms(eventLoop.delayP99Ms)],
    ['Its longest', ms(eventLoop.delayMaxMs)],
    ['Handles', round(handles, 0)],
    ['Node', `${node}, ${platform}`],
    ['Memory of the machine', bytes(memory.machineBytes)],
  ]
}
