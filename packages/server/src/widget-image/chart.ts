/**
 * Draws a metric widget: title, legend, axes, grid, annotations, and the series as lines, areas, bars or slices.
 *
 * What there is no room for is left out, legend and title first, so that every size gives a picture.
 */
import { pointsOf, type TimeSeries } from '@atalaya/query'
import { numberText, type Scale, timeTicks, valueScale } from './axis.ts'
import { Canvas, type Clip, type Color, type Point } from './canvas.ts'
import { fitText, textWidth } from './font.ts'
import { THEMES, type Theme } from './theme.ts'

export type Side = 'left' | 'right'

export interface ChartSeries {
  readonly label: string
  readonly color: Color
  readonly side: Side
  readonly series: TimeSeries
}

export interface Annotation {
  /** A time in epoch milliseconds for a vertical one. A band has a second value. */
  readonly value: number
  readonly until: number | undefined
  readonly label: string
  readonly color: Color
  /** Which side of the line is tinted. */
  readonly fill: 'above' | 'below' | 'before' | 'after' | 'none'
  readonly side: Side
}

export interface AxisOptions {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly label: string
}

export interface Chart {
  readonly width: number
  readonly height: number
  readonly theme: 'light' | 'dark'
  readonly title: string
  readonly view: 'timeSeries' | 'bar' | 'pie'
  readonly stacked: boolean
  readonly legend: 'bottom' | 'right' | 'hidden'
  readonly startMs: number
  readonly endMs: number
  readonly offsetMinutes: number
  readonly axes: Readonly<Record<Side, AxisOptions>>
  readonly horizontal: readonly Annotation[]
  readonly vertical: readonly Annotation[]
  readonly series: readonly ChartSeries[]
}

/** Heights of capitals in pixels. */
const TITLE_SIZE = 9
const TEXT_SIZE = 7
const PADDING = 10
const LEGEND_ROW = 16
const SWATCH = 8

export function drawChart(chart: Chart): Canvas {
  const theme = THEMES[chart.theme]
  const canvas = new Canvas(chart.width, chart.height, theme.background)
  let area: Clip = {
    left: PADDING,
    top: PADDING,
    right: Math.max(PADDING, chart.width - PADDING),
    bottom: Math.max(PADDING, chart.height - PADDING),
  }
  area = drawTitle(canvas, chart, theme, area)
  area = drawLegend(canvas, chart, theme, area)
  if (area.right - area.left < 2 || area.bottom - area.top < 2) return canvas
  switch (chart.view) {
    case 'pie':
      drawPie(canvas, chart, theme, area)
      break
    case 'bar':
      drawBars(canvas, chart, theme, area)
      break
    default:
      drawTimes(canvas, chart, theme, area)
      break
  }
  return canvas
}

function drawTitle(canvas: Canvas, { title, height }: Chart, { text }: Theme, area: Clip): Clip {
  if (title === '' || height < 80) return area
  canvas.text(
    fitText(title, TITLE_SIZE, area.right - area.left),
    area.left,
    area.top + TITLE_SIZE + 1,
    TITLE_SIZE,
    text,
  )
  return { ...area, top: area.top + TITLE_SIZE + 14 }
}

function drawLegend(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): Clip {
  const { legend, series } = chart
  if (legend === 'hidden' || series.length === 0 || chart.height < 100 || chart.width < 120) return area
  return legend === 'right' ? legendAtRight(canvas, series, theme, area) : legendBelow(canvas, series, theme, area)
}

function legendBelow(canvas: Canvas, series: readonly ChartSeries[], theme: Theme, area: Clip): Clip {
  const most = Math.max(1, Math.floor(((area.bottom - area.top) * 0.3) / LEGEND_ROW))
  const rows: { readonly one: ChartSeries; readonly text: string; readonly x: number }[][] = [[]]
  let x = area.left
  let shown = 0
  for (const one of series) {
    const text = fitText(one.label, TEXT_SIZE, area.right - area.left - SWATCH - 6)
    const width = SWATCH + 6 + textWidth(text, TEXT_SIZE) + 14
    if (x > area.left && x + width - 14 > area.right) {
      if (rows.length === most) break
      rows.push([])
      x = area.left
    }
    rows.at(-1)?.push({ one, text, x })
    x += width
    shown += 1
  }
  const top = area.bottom - rows.length * LEGEND_ROW
  for (const [row, items] of rows.entries()) {
    const line = top + (row + 1) * LEGEND_ROW - 4
    for (const item of items) legendItem(canvas, item.one.color, item.text, item.x, line, theme)
  }
  const hidden = series.length - shown
  if (hidden > 0) {
    const more = `+${hidden}`
    const width = textWidth(more, TEXT_SIZE)
    canvas.rectangle(area.right - width - 4, area.bottom - LEGEND_ROW, area.right, area.bottom, theme.background)
    canvas.text(more, area.right - width, area.bottom - 4, TEXT_SIZE, theme.faint)
  }
  return { ...area, bottom: top - 6 }
}

function legendAtRight(canvas: Canvas, series: readonly ChartSeries[], theme: Theme, area: Clip): Clip {
  const widest = series.reduce((most, { label }) => Math.max(most, textWidth(label, TEXT_SIZE)), 0)
  const width = Math.min((area.right - area.left) * 0.4, SWATCH + 6 + widest + 2)
  const left = area.right - width
  const rows = Math.max(1, Math.floor((area.bottom - area.top) / LEGEND_ROW))
  const shown = series.length > rows ? rows - 1 : series.length
  for (const [row, { color, label }] of series.slice(0, shown).entries()) {
    const text = fitText(label, TEXT_SIZE, width - SWATCH - 6)
    legendItem(canvas, color, text, left, area.top + row * LEGEND_ROW + SWATCH, theme)
  }
  if (shown < series.length) {
    canvas.text(`+${series.length - shown}`, left, area.top + shown * LEGEND_ROW + SWATCH, TEXT_SIZE, theme.faint)
  }
  return { ...area, right: left - 14 }
}

function legendItem(canvas: Canvas, color: Color, text: string, x: number, line: number, theme: Theme): void {
  canvas.rectangle(x, line - SWATCH, x + SWATCH, line, color)
  canvas.text(text, x + SWATCH + 6, line - 0.5, TEXT_SIZE, theme.text)
}

/** A range of values and where it lies on the picture. */
class Axis {
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

function drawTimes(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): void {
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
  if (roomy)
    canvas.lines(
      [
        [
          [plot.left, plot.bottom],
          [plot.right, plot.bottom],
        ],
      ],
      1,
      theme.faint,
    )
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

function marginOf({ ticks }: Scale, label: string): number {
  const widest = ticks.reduce((most, tick) => Math.max(most, textWidth(tick.label, TEXT_SIZE)), 0)
  return widest + 8 + (label === '' ? 0 : TEXT_SIZE + 8)
}

function drawGrid(canvas: Canvas, axis: Axis, plot: Clip, theme: Theme): void {
  for (const { at } of axis.scale.ticks) {
    const y = Math.round(axis.at(at)) + 0.5
    canvas.lines(
      [
        [
          [plot.left, y],
          [plot.right, y],
        ],
      ],
      1,
      theme.grid,
    )
  }
}

function drawValues(canvas: Canvas, axis: Axis, side: Side, label: string, plot: Clip, theme: Theme): void {
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

function drawTimeTicks(canvas: Canvas, times: Axis, chart: Chart, plot: Clip, theme: Theme): void {
  const most = Math.max(1, Math.floor((plot.right - plot.left) / 70))
  for (const { at, label } of timeTicks(chart.startMs, chart.endMs, chart.offsetMinutes, most)) {
    const x = Math.round(times.at(at)) + 0.5
    const width = textWidth(label, TEXT_SIZE)
    if (x - width / 2 < 0 || x + width / 2 > canvas.width) continue
    canvas.lines(
      [
        [
          [x, plot.bottom],
          [x, plot.bottom + 4],
        ],
      ],
      1,
      theme.faint,
    )
    canvas.text(label, x - width / 2, plot.bottom + TEXT_SIZE + 8, TEXT_SIZE, theme.faint)
  }
}

/** A line breaks where a point is missing; a point by itself is a dot. */
function drawLine(canvas: Canvas, { series, color }: ChartSeries, axis: Axis, times: Axis, plot: Clip): void {
  const pieces: Point[][] = []
  const gapMs = series.periodSeconds * 1_000 * 1.5
  const { timestampsMs, values } = pointsOf(series)
  let lastMs = Number.NEGATIVE_INFINITY
  for (const [index, value] of values.entries()) {
    const timeMs = timestampsMs[index] as number
    const point: Point = [times.at(timeMs), limit(axis.at(value), plot)]
    if (timeMs - lastMs > gapMs) pieces.push([point])
    else pieces.at(-1)?.push(point)
    lastMs = timeMs
  }
  const lines = pieces.filter(({ length }) => length > 1).map(thinned)
  if (lines.length > 0) canvas.lines(lines, 1.6, color)
  const dots = pieces.filter(({ length }) => length === 1)
  if (dots.length > 0) canvas.lines(dots, 4, color)
}

/** Far outside of the plot is as good as very far, and cheaper. */
function limit(y: number, plot: Clip): number {
  const room = (plot.bottom - plot.top) * 4
  return Math.min(plot.bottom + room, Math.max(plot.top - room, y))
}

/** Of many points in one column of pixels only the highest and the lowest can be seen. */
function thinned(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = []
  for (let from = 0; from < points.length; ) {
    const column = Math.floor((points[from] as Point)[0] * 2)
    let to = from + 1
    while (to < points.length && Math.floor((points[to] as Point)[0] * 2) === column) to += 1
    const group = points.slice(from, to)
    if (group.length <= 4) kept.push(...group)
    else {
      const byHeight = group.toSorted((a, b) => a[1] - b[1])
      kept.push(group[0] as Point, byHeight[0] as Point, byHeight.at(-1) as Point, group.at(-1) as Point)
    }
    from = to
  }
  return kept
}

/** A series on top of those before it. */
interface Layer {
  readonly color: Color
  readonly side: Side
  readonly timestampsMs: readonly number[]
  readonly bottoms: readonly number[]
  readonly tops: readonly number[]
}

/** What a series lacks counts as nothing, so that those above it rest on those below. */
function stack(series: readonly ChartSeries[]): readonly Layer[] {
  const times = [...new Set(series.flatMap((one) => pointsOf(one.series).timestampsMs))].sort((a, b) => a - b)
  const slots = new Map(times.map((timeMs, slot) => [timeMs, slot]))
  const heights = { left: times.map(() => 0), right: times.map(() => 0) }
  return series.map(({ series: own, color, side }) => {
    const bottoms = [...heights[side]]
    const { timestampsMs, values } = pointsOf(own)
    for (const [index, timeMs] of timestampsMs.entries()) {
      const slot = slots.get(timeMs) as number
      heights[side][slot] = (bottoms[slot] as number) + (values[index] as number)
    }
    return { color, side, timestampsMs: times, bottoms, tops: [...heights[side]] }
  })
}

function drawAreas(canvas: Canvas, layers: readonly Layer[], axes: Readonly<Record<Side, Axis>>, times: Axis): void {
  for (const { color, side, timestampsMs, bottoms, tops } of layers) {
    const axis = axes[side]
    const at = (values: readonly number[]): Point[] => {
      return timestampsMs.map((timeMs, slot) => [times.at(timeMs), axis.at(values[slot] as number)])
    }
    const top = thinned(at(tops))
    if (top.length === 0) continue
    if (top.length > 1) canvas.polygon([...top, ...thinned(at(bottoms)).toReversed()], color, 0.45)
    canvas.lines([top], top.length === 1 ? 4 : 1.4, color)
  }
}

const TINT = 0.12

function drawTints(
  canvas: Canvas,
  { horizontal, vertical }: Chart,
  axes: Readonly<Record<Side, Axis>>,
  times: Axis,
  plot: Clip,
): void {
  for (const { value, until, fill, color, side } of horizontal) {
    const y = axes[side].at(value)
    if (until !== undefined)
      canvas.rectangle(
        plot.left,
        Math.min(y, axes[side].at(until)),
        plot.right,
        Math.max(y, axes[side].at(until)),
        color,
        TINT,
      )
    else if (fill === 'above') canvas.rectangle(plot.left, plot.top, plot.right, y, color, TINT)
    else if (fill === 'below') canvas.rectangle(plot.left, y, plot.right, plot.bottom, color, TINT)
  }
  for (const { value, until, fill, color } of vertical) {
    const x = times.at(value)
    if (until !== undefined)
      canvas.rectangle(Math.min(x, times.at(until)), plot.top, Math.max(x, times.at(until)), plot.bottom, color, TINT)
    else if (fill === 'before') canvas.rectangle(plot.left, plot.top, x, plot.bottom, color, TINT)
    else if (fill === 'after') canvas.rectangle(x, plot.top, plot.right, plot.bottom, color, TINT)
  }
}

/** Lines and names of annotations, on top of everything. */
function drawMarks(
  canvas: Canvas,
  { horizontal, vertical }: Chart,
  axes: Readonly<Record<Side, Axis>>,
  times: Axis,
  plot: Clip,
  { background }: Theme,
): void {
  for (const { value, until, label, color, side } of horizontal) {
    const y = axes[side].at(value)
    for (const line of until === undefined ? [y] : [y, axes[side].at(until)]) {
      canvas.lines(
        [
          [
            [plot.left, line],
            [plot.right, line],
          ],
        ],
        1.4,
        color,
      )
    }
    const text = fitText(label, TEXT_SIZE, plot.right - plot.left - 8)
    const above = y - 5 - TEXT_SIZE > plot.top
    const x = side === 'left' ? plot.left + 6 : plot.right - textWidth(text, TEXT_SIZE) - 4
    outlined(canvas, text, x, above ? y - 5 : y + TEXT_SIZE + 5, color, background)
  }
  for (const { value, until, label, color } of vertical) {
    const x = times.at(value)
    for (const line of until === undefined ? [x] : [x, times.at(until)]) {
      canvas.lines(
        [
          [
            [line, plot.top],
            [line, plot.bottom],
          ],
        ],
        1.4,
        color,
      )
    }
    const text = fitText(label, TEXT_SIZE, plot.right - plot.left - 8)
    const width = textWidth(text, TEXT_SIZE)
    outlined(
      canvas,
      text,
      x + 5 + width > plot.right ? x - 5 - width : x + 5,
      plot.top + TEXT_SIZE + 4,
      color,
      background,
    )
  }
}

/** On a ground of its own, to be read over lines. */
function outlined(canvas: Canvas, text: string, x: number, y: number, color: Color, background: Color): void {
  if (text === '') return
  canvas.rectangle(x - 2, y - TEXT_SIZE - 2, x + textWidth(text, TEXT_SIZE) + 2, y + 3, background, 0.75)
  canvas.text(text, x, y, TEXT_SIZE, color)
}

/** The newest value of each series. */
function newest(chart: Chart): readonly { readonly one: ChartSeries; readonly value: number }[] {
  return chart.series.flatMap((one) => {
    const value = pointsOf(one.series).values.at(-1)
    return value === undefined ? [] : [{ one, value }]
  })
}

function drawBars(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): void {
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
  canvas.lines(
    [
      [
        [plot.left, base],
        [plot.right, base],
      ],
    ],
    1,
    theme.faint,
  )
}

/** Shares of what is positive. */
function drawPie(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): void {
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
