import type { TimeSeries } from '@atalaya/query'
import type { Color } from './canvas.ts'

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

/** Height of capitals in pixels, of everything but the title. */
export const TEXT_SIZE = 7
