/**
 * Draws a metric widget: title, legend, axes, grid, annotations, and the series as lines, areas, bars or slices.
 *
 * What there is no room for is left out, legend and title first, so that every size gives a picture.
 */
import { Canvas, type Clip } from './canvas.ts'
import type { Chart } from './chart-model.ts'
import { fitText } from './font.ts'
import { drawLegend } from './legend.ts'
import { drawBars, drawPie } from './newest-values.ts'
import { THEMES, type Theme } from './theme.ts'
import { drawTimes } from './time-plot.ts'

const TITLE_SIZE = 9
const PADDING = 10

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
