import type { Color } from './canvas.ts'

export interface Theme {
  readonly background: Color
  readonly text: Color
  readonly faint: Color
  readonly grid: Color
}

export const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: { background: [255, 255, 255], text: [22, 25, 31], faint: [104, 112, 120], grid: [228, 231, 235] },
  dark: { background: [22, 25, 31], text: [233, 235, 237], faint: [149, 157, 165], grid: [50, 56, 65] },
}

/** Colours of series without one of their own, in turn. */
const SERIES_COLORS = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
] as const

export function seriesColor(index: number): Color {
  return parseColor(SERIES_COLORS[index % SERIES_COLORS.length] as string) as Color
}

/** Of `#rrggbb` or `#rgb`; undefined for anything else. */
export function parseColor(text: string): Color | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text)
  const digits = short === null ? /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text) : short.map((d) => d + d)
  if (digits === null) return undefined
  const [red, green, blue] = [1, 2, 3].map((index) => Number.parseInt(digits[index] as string, 16))
  return [red as number, green as number, blue as number]
}
