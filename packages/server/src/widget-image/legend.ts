import type { Canvas, Clip, Color } from './canvas.ts'
import { type Chart, type ChartSeries, TEXT_SIZE } from './chart-model.ts'
import { fitText, textWidth } from './font.ts'
import type { Theme } from './theme.ts'

const LEGEND_ROW = 16
const SWATCH = 8

/** Colours and names of the series. @returns what room is left */
export function drawLegend(canvas: Canvas, chart: Chart, theme: Theme, area: Clip): Clip {
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
