import { drawMarks, drawTints } from './annotations.ts'
import { type Scale, valueScale } from './axis.ts'
import type { Canvas, Clip } from './canvas.ts'
import { type Chart, type Side, TEXT_SIZE } from './chart-model.ts'
import { Axis, drawGrid, drawTimeTicks, drawValues, marginOf } from './frame.ts'
import { drawAreas, drawLine, type Layer, stack } from './lines.ts'
import type { Theme } from './theme.ts'

/** Series over time, as lines or as areas on top of each other. */
export function drawTimes(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): void {
  const stacks = chart.stacked ? stack(chart.series) : undefined
  const bottom = area.bottom - TEXT_SIZE - 8
  const steps = Math.max(1, Math.min(8, Math.floor((bottom - area.top) / 40)))
  const scales = {
    left: scaleOf(chart, stacks, 'left', steps),
    right: scaleOf(chart, stacks, 'right', steps),
  }
  const used = (side: Side): boolean => {
    return chart.series.some((one) => one.side === side) || (side === 'left' && chart.series.length === 0)
  }
  const margin = (side: Side): number => (used(side) ? marginOf(scales[side], chart.axes[side].label) : 0)
  const roomy = area.right - area.left > 120 && bottom - area.top > 30
  const plot: Clip = roomy
    ? { left: area.left + margin('left'), top: area.top + 4, right: area.right - margin('right'), bottom }
    : area
  const axes = {
    left: new Axis(scales.left, plot.bottom, plot.top),
    right: new Axis(scales.right, plot.bottom, plot.top),
  }
  const times = new Axis({ min: chart.startMs, max: chart.endMs, ticks: [] }, plot.left, plot.right)

  if (roomy) {
    drawGrid(canvas, axes[used('left') ? 'left' : 'right'], plot, theme)
    for (const side of ['left', 'right'] as const) {
      if (used(side)) drawValues(canvas, axes[side], side, chart.axes[side].label, plot, theme)
    }
    drawTimeTicks(canvas, times, chart, plot, theme)
  }
  canvas.within(plot, () => drawTints(canvas, chart, axes, times, plot))
  canvas.within({ ...plot, top: plot.top - 2, bottom: plot.bottom + 1 }, () => {
    if (stacks !== undefined) drawAreas(canvas, stacks, axes, times)
    else for (const one of chart.series) drawLine(canvas, one, axes[one.side], times, plot)
  })
  canvas.within(plot, () => drawMarks(canvas, chart, axes, times, plot, theme))
  if (roomy) canvas.line([plot.left, plot.bottom], [plot.right, plot.bottom], 1, theme.faint)
}

function scaleOf(chart: Chart, stacks: readonly Layer[] | undefined, side: Side, steps: number): Scale {
  const { min, max } = chart.axes[side]
  const values: number[] = []
  const take = (list: Iterable<number>): void => {
    for (const value of list) if (Number.isFinite(value)) values.push(value)
  }
  if (stacks === undefined) for (const one of chart.series) if (one.side === side) take(one.series.values)
  for (const layer of stacks ?? []) if (layer.side === side) take(layer.tops)
  // A threshold that is out of sight warns nobody.
  for (const one of chart.horizontal)
    if (one.side === side) take(one.until === undefined ? [one.value] : [one.value, one.until])
  return valueScale(values, { min, max, fromZero: chart.stacked, steps })
}
