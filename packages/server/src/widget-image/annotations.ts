import type { Canvas, Clip, Color } from './canvas.ts'
import { type Chart, type Side, TEXT_SIZE } from './chart-model.ts'
import { fitText, textWidth } from './font.ts'
import type { Axis } from './frame.ts'
import type { Theme } from './theme.ts'

const TINT = 0.12

/** Tinted parts of annotations, behind everything. */
export function drawTints(
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
export function drawMarks(
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
      canvas.line([plot.left, line], [plot.right, line], 1.4, color)
    }
    const text = fitText(label, TEXT_SIZE, plot.right - plot.left - 8)
    const above = y - 5 - TEXT_SIZE > plot.top
    const x = side === 'left' ? plot.left + 6 : plot.right - textWidth(text, TEXT_SIZE) - 4
    outlined(canvas, text, x, above ? y - 5 : y + TEXT_SIZE + 5, color, background)
  }
  for (const { value, until, label, color } of vertical) {
    const x = times.at(value)
    for (const line of until === undefined ? [x] : [x, times.at(until)]) {
      canvas.line([line, plot.top], [line, plot.bottom], 1.4, color)
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
