import { pointsOf } from '@atalaya/query'
import { drawMarks, drawTints } from './annotations.ts'
import { numberText, valueScale } from './axis.ts'
import type { Canvas, Clip, Point } from './canvas.ts'
import { type Chart, type ChartSeries, TEXT_SIZE } from './chart-model.ts'
import { textWidth } from './font.ts'
import { Axis, drawGrid, drawValues, marginOf } from './frame.ts'
import type { Theme } from './theme.ts'

/** The newest value of each series. */
function newest(chart: Chart): readonly { readonly one: ChartSeries; readonly value: number }[] {
  return chart.series.flatMap((one) => {
    const value = pointsOf(one.series).values.at(-1)
    return value === undefined ? [] : [{ one, value }]
  })
}

/** A bar for each series. */
export function drawBars(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): void {
  const bars = newest(chart)
  const { min, max } = chart.axes.left
  const steps = Math.max(1, Math.floor((area.bottom - area.top) / 40))
  const values = [...bars.map(({ value }) => value), ...chart.horizontal.map(({ value }) => value)]
  const scale = valueScale(values, { min, max, fromZero: true, steps })
  const plot: Clip = {
    ...area,
    left: Math.min(area.right, area.left + marginOf(scale, chart.axes.left.label)),
    top: area.top + 4,
  }
  const axis = new Axis(scale, plot.bottom, plot.top)
  drawGrid(canvas, axis, plot, theme)
  drawValues(canvas, axis, 'left', chart.axes.left.label, plot, theme)
  const room = (plot.right - plot.left) / Math.max(1, bars.length)
  const base = axis.at(Math.min(scale.max, Math.max(scale.min, 0)))
  canvas.within(plot, () => {
    for (const [index, { one, value }] of bars.entries()) {
      const middle = plot.left + room * (index + 0.5)
      const half = Math.min(40, room * 0.36)
      const y = axis.at(value)
      canvas.rectangle(middle - half, Math.min(y, base), middle + half, Math.max(y, base), one.color)
    }
    drawTints(canvas, { ...chart, vertical: [] }, { left: axis, right: axis }, axis, plot)
    drawMarks(canvas, { ...chart, vertical: [] }, { left: axis, right: axis }, axis, plot, theme)
  })
  canvas.line([plot.left, base], [plot.right, base], 1, theme.faint)
}

/** Shares of what is positive. */
export function drawPie(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): void {
  const slices = newest(chart).filter(({ value }) => value > 0)
  const total = slices.reduce((sum, { value }) => sum + value, 0)
  const radius = Math.max(1, Math.min(area.right - area.left, area.bottom - area.top) / 2 - 4)
  const [x, y] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2]
  const at = (share: number, distance: number): Point => {
    const angle = share * 2 * Math.PI - Math.PI / 2
    return [x + Math.cos(angle) * distance, y + Math.sin(angle) * distance]
  }
  if (total === 0) {
    const circle = Array.from({ length: 121 }, (_, step) => at(step / 120, radius))
    canvas.lines([circle], 1, theme.grid)
    return
  }
  let from = 0
  const cuts: Point[][] = []
  for (const { one, value } of slices) {
    const share = value / total
    const steps = Math.max(2, Math.ceil(share * 180))
    const arc = Array.from({ length: steps + 1 }, (_, step) => at(from + (share * step) / steps, radius))
    canvas.polygon([[x, y], ...arc], one.color)
    if (slices.length > 1) cuts.push([[x, y], at(from, radius)])
    const text = `${numberText(share * 100, 0.1)}%`
    if (share > 0.04 && radius > 50) {
      const [textX, textY] = at(from + share / 2, radius * 0.68)
      canvas.text(text, textX - textWidth(text, TEXT_SIZE) / 2, textY + TEXT_SIZE / 2, TEXT_SIZE, [255, 255, 255])
    }
    from += share
  }
  canvas.lines(cuts, 1.5, theme.background)
}
