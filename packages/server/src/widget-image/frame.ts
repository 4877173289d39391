import { type Scale, timeTicks } from './axis.ts'
import type { Canvas, Clip } from './canvas.ts'
import { type Chart, type Side, TEXT_SIZE } from './chart-model.ts'
import { fitText, textWidth } from './font.ts'
import type { Theme } from './theme.ts'

/* What stands around a plot: values, times, and the grid behind it. */

/** A range of values and where it lies on the picture. */
export class Axis {
  readonly scale: Scale
  readonly #from: number
  readonly #to: number

  /** @param from pixel of the least value */
  constructor(scale: Scale, from: number, to: number) {
    this.scale = scale
    this.#from = from
    this.#to = to
  }

  at(value: number): number {
    const { min, max } = this.scale
    return this.#from + ((value - min) / (max - min)) * (this.#to - this.#from)
  }
}

/** Pixels that the values and the name of an axis take. */
export function marginOf({ ticks }: Scale, label: string): number {
  const widest = ticks.reduce((most, tick) => Math.max(most, textWidth(tick.label, TEXT_SIZE)), 0)
  return widest + 8 + (label === '' ? 0 : TEXT_SIZE + 8)
}

export function drawGrid(canvas: Canvas, axis: Axis, plot: Clip, theme: Theme): void {
  for (const { at } of axis.scale.ticks) {
    const y = Math.round(axis.at(at)) + 0.5
    canvas.line([plot.left, y], [plot.right, y], 1, theme.grid)
  }
}

export function drawValues(canvas: Canvas, axis: Axis, side: Side, label: string, plot: Clip, theme: Theme): void {
  for (const tick of axis.scale.ticks) {
    const width = textWidth(tick.label, TEXT_SIZE)
    const x = side === 'left' ? plot.left - width - 6 : plot.right + 8
    canvas.text(tick.label, x, axis.at(tick.at) + TEXT_SIZE / 2, TEXT_SIZE, theme.faint)
  }
  if (label === '') return
  const text = fitText(label, TEXT_SIZE, plot.bottom - plot.top)
  const middle = (plot.top + plot.bottom + textWidth(text, TEXT_SIZE)) / 2
  const outer = marginOf(axis.scale, label)
  canvas.text(
    text,
    side === 'left' ? plot.left - outer + TEXT_SIZE : plot.right + outer,
    middle,
    TEXT_SIZE,
    theme.faint,
    true,
  )
}

export function drawTimeTicks(canvas: Canvas, times: Axis, chart: Chart, plot: Clip, theme: Theme): void {
  const most = Math.max(1, Math.floor((plot.right - plot.left) / 70))
  for (const { at, label } of timeTicks(chart.startMs, chart.endMs, chart.offsetMinutes, most)) {
    const x = Math.round(times.at(at)) + 0.5
    const width = textWidth(label, TEXT_SIZE)
    if (x - width / 2 < 0 || x + width / 2 > canvas.width) continue
    canvas.line([x, plot.bottom], [x, plot.bottom + 4], 1, theme.faint)
    canvas.text(label, x - width / 2, plot.bottom + TEXT_SIZE + 8, TEXT_SIZE, theme.faint)
  }
}
