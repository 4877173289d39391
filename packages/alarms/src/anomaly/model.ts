/** What a metric usually does, as plain JSON. Times are local to the zone the model was trained in. */
export interface AnomalyModel {
  readonly version: 1
  /** Length of the season in slots of an hour; 1: no season could be told. */
  readonly slots: 1 | 24 | 168
  /** Around which time the trend turns, epoch ms. */
  readonly originMs: number
  /** Units a millisecond. */
  readonly slope: number
  /** Usual value at `originMs` in the middle of each slot. */
  readonly levels: readonly number[]
  /** Robust standard deviation around it. */
  readonly spreads: readonly number[]
  /** Offset of local clocks from UTC at the end of the training, ms. */
  readonly zoneOffsetMs: number
  readonly trainedFromMs: number
  readonly trainedToMs: number
  readonly points: number
}

export interface TrainingPoint {
  readonly timeMs: number
  readonly value: number
}
