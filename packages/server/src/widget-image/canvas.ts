import { textStrokes } from './font.ts'

/** Red, green and blue from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number]

export type Point = readonly [x: number, y: number]

/** The part of the picture that is drawn on. */
export interface Clip {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const SUBSAMPLES = 4

/**
 * A picture in memory with smooth edges. Coordinates are pixels from the top left corner; a pixel's middle is at .5.
 *
 * A line is first collected as coverage and then laid over the picture once, so that where its pieces meet it is no darker.
 */
export class Canvas {
  readonly width: number
  readonly height: number
  /** Three bytes for each pixel, row by row. */
  readonly pixels: Uint8Array
  readonly #coverage: Float32Array
  #clip: Clip

  constructor(width: number, height: number, background: Color) {
    this.width = width
    this.height = height
    this.pixels = new Uint8Array(width * height * 3)
    this.#coverage = new Float32Array(width * height)
    this.#clip = { left: 0, top: 0, right: width, bottom: height }
    for (let at = 0; at < this.pixels.length; at += 3) this.pixels.set(background, at)
  }

  /** Draws nothing outside of `clip` while `draw` runs. */
  within(clip: Clip, draw: () => void): void {
    const before = this.#clip
    this.#clip = {
      left: Math.max(before.left, Math.floor(clip.left)),
      top: Math.max(before.top, Math.floor(clip.top)),
      right: Math.min(before.right, Math.ceil(clip.right)),
      bottom: Math.min(before.bottom, Math.ceil(clip.bottom)),
    }
    draw()
    this.#clip = before
  }

  /** @param opacity from 0 to 1 */
  rectangle(left: number, top: number, right: number, bottom: number, color: Color, opacity = 1): void {
    this.polygon(
      [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ],
      color,
      opacity,
    )
  }

  line(from: Point, to: Point, width: number, color: Color): void {
    this.lines([[from, to]], width, color)
  }

  /** Lines through points, each list by itself. */
  lines(lists: readonly (readonly Point[])[], width: number, color: Color, opacity = 1): void {
    const box = new Box(this.#clip)
    for (const points of lists) {
      const [first] = points
      if (points.length === 1 && first !== undefined) this.#segment(first, first, width, box)
      for (let i = 1; i < points.length; i += 1) this.#segment(points[i - 1] as Point, points[i] as Point, width, box)
    }
    this.#lay(box, color, opacity)
  }

  dot([x, y]: Point, diameter: number, color: Color): void {
    this.lines([[[x, y]]], diameter, color)
  }

  /** The inside of a closed line, even where it crosses itself. */
  polygon(points: readonly Point[], color: Color, opacity = 1): void {
    const box = new Box(this.#clip)
    const top = Math.max(this.#clip.top, Math.floor(points.reduce((least, [, y]) => Math.min(least, y), this.height)))
    const bottom = Math.min(this.#clip.bottom, Math.ceil(points.reduce((most, [, y]) => Math.max(most, y), 0)))
    for (let row = top; row < bottom; row += 1) {
      for (let sample = 0; sample < SUBSAMPLES; sample += 1) {
        const crossings = crossingsAt(points, row + (sample + 0.5) / SUBSAMPLES)
        for (let i = 0; i + 1 < crossings.length; i += 2) {
          this.#span(row, crossings[i] as number, crossings[i + 1] as number, box)
        }
      }
    }
    this.#lay(box, color, opacity)
  }

  /** @param turned by 90 degrees counter-clockwise, to be read from the bottom up */
  text(text: string, x: number, y: number, size: number, color: Color, turned = false): void {
    const placed = textStrokes(text, size).map((stroke) =>
      stroke.map(([dx, dy]): Point => (turned ? [x + dy, y - dx] : [x + dx, y + dy])),
    )
    this.lines(placed, Math.max(1, size / 7), color)
  }

  /** Coverage falls from one to nothing within a pixel around the edge. */
  #segment([ax, ay]: Point, [bx, by]: Point, width: number, box: Box): void {
    const reach = width / 2 + 0.5
    const { left, top, right, bottom } = this.#clip
    const fromX = Math.max(left, Math.floor(Math.min(ax, bx) - reach))
    const toX = Math.min(right, Math.ceil(Math.max(ax, bx) + reach))
    const fromY = Math.max(top, Math.floor(Math.min(ay, by) - reach))
    const toY = Math.min(bottom, Math.ceil(Math.max(ay, by) + reach))
    const dx = bx - ax
    const dy = by - ay
    const squared = dx * dx + dy * dy
    for (let y = fromY; y < toY; y += 1) {
      for (let x = fromX; x < toX; x += 1) {
        const px = x + 0.5 - ax
        const py = y + 0.5 - ay
        const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared))
        const covered = reach - Math.hypot(px - along * dx, py - along * dy)
        if (covered > 0) this.#cover(x, y, Math.min(1, covered), box)
      }
    }
  }

  #cover(x: number, y: number, covered: number, box: Box): void {
    const at = y * this.width + x
    if (covered > (this.#coverage[at] as number)) this.#coverage[at] = covered
    box.add(x, y)
  }

  /** Adds a share of a row between two crossings. */
  #span(y: number, from: number, to: number, box: Box): void {
    const start = Math.max(this.#clip.left, from)
    const end = Math.min(this.#clip.right, to)
    for (let x = Math.floor(start); x < end; x += 1) {
      const share = Math.min(end, x + 1) - Math.max(start, x)
      const at = y * this.width + x
      this.#coverage[at] = Math.min(1, (this.#coverage[at] as number) + share / SUBSAMPLES)
      box.add(x, y)
    }
  }

  /** Lays what was collected over the picture and forgets it. */
  #lay(box: Box, [red, green, blue]: Color, opacity: number): void {
    for (let y = box.top; y <= box.bottom; y += 1) {
      for (let x = box.left; x <= box.right; x += 1) {
        const cell = y * this.width + x
        const share = (this.#coverage[cell] as number) * opacity
        if (share === 0) continue
        this.#coverage[cell] = 0
        const at = cell * 3
        this.pixels[at] = Math.round((this.pixels[at] as number) * (1 - share) + red * share)
        this.pixels[at + 1] = Math.round((this.pixels[at + 1] as number) * (1 - share) + green * share)
        this.pixels[at + 2] = Math.round((this.pixels[at + 2] as number) * (1 - share) + blue * share)
      }
    }
  }
}

/** The pixels that have been covered lie within. */
class Box {
  left: number
  top: number
  right = -1
  bottom = -1

  constructor(clip: Clip) {
    this.left = clip.right
    this.top = clip.bottom
  }

  add(x: number, y: number): void {
    if (x < this.left) this.left = x
    if (x > this.right) this.right = x
    if (y < this.top) this.top = y
    if (y > this.bottom) this.bottom = y
  }
}

function crossingsAt(points: readonly Point[], y: number): readonly number[] {
  const found: number[] = []
  let [fromX, fromY] = points.at(-1) as Point
  for (const [x, toY] of points) {
    if (fromY > y !== toY > y) found.push(fromX + ((y - fromY) / (toY - fromY)) * (x - fromX))
    fromX = x
    fromY = toY
  }
  return found.sort((a, b) => a - b)
}
