import { add, make, makeSvg, type PlaceId, place, textNode } from './dom.ts'
import { clock, clockWithSeconds } from './format.ts'
import type { Moment } from './moments.ts'
import { linear, nearest, niceTop, pathsOf, type Scale, timeSpan } from './scale.ts'

export interface Series {
  readonly key: Exclude<keyof Moment, 'timeMs'>
  readonly label: string
  /** Its colour and line in `../style.ts`. */
  readonly style: 1 | 2 | 3 | 4
  readonly isFilled?: boolean
}

export interface ChartOptions {
  readonly name: string
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** For the numbers at its side. */
  readonly tick: (value: number) => string
  /** The top is that of the values, and not below `least`; or it is always `fixed`. */
  readonly top: { readonly least: number } | { readonly fixed: number }
}

interface Scales {
  readonly width: number
  readonly span: readonly [number, number]
  readonly top: number
  readonly x: Scale
  readonly y: Scale
}

const HEIGHT = 120
const LEFT = 50
const RIGHT = 8
const TOP = 8
const BOTTOM = 20
/** A chart that is narrower has no room for a time in its middle. */
const NARROW = 330

/** Lines over time. A moment is chosen by pointer or by arrow keys; the chart says its values in words, too. */
export class Chart {
  readonly #root: HTMLElement
  readonly #options: ChartOptions
  readonly #legend: Node | undefined
  #moments: readonly Moment[] = []
  #x: Scale | undefined
  /** Index of the chosen moment; -1: none. */
  #chosen = -1

  constructor(id: Extract<PlaceId, `chart-${string}`>, options: ChartOptions) {
    this.#root = place(id)
    this.#options = options
    this.#legend = options.series.length > 1 ? legendOf(options.series) : undefined
    this.#root.tabIndex = 0
    this.#root.setAttribute('role', 'img')
    this.#root.addEventListener('pointermove', ({ clientX }) => this.#point(clientX))
    this.#root.addEventListener('pointerleave', () => this.#choose(-1))
    this.#root.addEventListener('blur', () => this.#choose(-1))
    this.#root.addEventListener('keydown', (event) => this.#step(event))
    new ResizeObserver(() => this.#draw()).observe(this.#root)
  }

  show(moments: readonly Moment[]): void {
    this.#moments = moments
    this.#draw()
  }

  #choose(index: number): void {
    this.#chosen = index
    this.#draw()
  }

  #point(clientX: number): void {
    const x = this.#x
    if (x === undefined) return
    const pointed = clientX - this.#root.getBoundingClientRect().left
    this.#choose(
      nearest(
        this.#moments.map(({ timeMs }) => x(timeMs)),
        pointed,
      ),
    )
  }

  #step(event: KeyboardEvent): void {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    const last = this.#moments.length - 1
    if (step === 0 || last < 0) return
    event.preventDefault()
    const from = this.#chosen < 0 ? last : this.#chosen
    this.#choose(Math.min(last, Math.max(0, from + step)))
  }

  #draw(): void {
    const width = this.#root.clientWidth
    if (width === 0) return
    const isKnown = this.#moments.length > 1
    const scales = scalesOf(this.#options, this.#moments, width)
    this.#x = scales.x
    const image = makeSvg('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, 'aria-hidden': 'true' })
    add(image, ...gridOf(this.#options, scales))
    if (isKnown) for (const series of this.#options.series) add(image, ...linesOf(series, this.#moments, scales))
    const chosen = this.#moments[this.#chosen]
    if (chosen !== undefined) add(image, crossOf(chosen, scales))
    this.#root.replaceChildren(image)
    add(
      this.#root,
      isKnown ? undefined : add(make('div', 'wait'), make('span', '', 'First values in 10 s')),
      chosen && tipOf(this.#options, chosen, scales),
      this.#legend,
    )
    this.#root.setAttribute('aria-label', wordsOf(this.#options, this.#moments, chosen))
  }
}

function legendOf(all: readonly Series[]): Node {
  const items = all.map(({ style, label }) => {
    const key = makeSvg('svg', { viewBox: '0 0 22 8', 'aria-hidden': 'true' })
    add(key, makeSvg('line', { x1: 0, x2: 22, y1: 4, y2: 4, class: `line s${style}` }))
    return add(make('span'), key, textNode(label))
  })
  return add(make('div', 'legend'), ...items)
}

function scalesOf({ series, top: wanted }: ChartOptions, moments: readonly Moment[], width: number): Scales {
  const highest = Math.max(0, ...moments.flatMap((moment) => series.map(({ key }) => moment[key])))
  const top = 'fixed' in wanted ? wanted.fixed : niceTop(highest, wanted.least)
  const span = timeSpan(moments, Date.now())
  return { width, span, top, x: linear(span, [LEFT, width - RIGHT]), y: linear([0, top], [HEIGHT - BOTTOM, TOP]) }
}

/** Three lines across with their values, and the times below. */
function gridOf({ tick }: ChartOptions, { width, span: [first, last], top, x, y }: Scales): readonly Node[] {
  const lines = [0, top / 2, top].flatMap((value) => [
    makeSvg('line', { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: 'gridline' }),
    label(tick(value), LEFT - 6, y(value) + 4, 'end'),
  ])
  const middle = (first + last) / 2
  return [
    ...lines,
    label(clock(first), x(first), HEIGHT - 4, 'start'),
    ...(width < NARROW ? [] : [label(clock(middle), x(middle), HEIGHT - 4, 'middle')]),
    label(clock(last), x(last), HEIGHT - 4, 'end'),
  ]
}

function label(text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end'): Node {
  const node = makeSvg('text', { x, y, 'text-anchor': anchor })
  node.textContent = text
  return node
}

function linesOf({ key, style, isFilled }: Series, moments: readonly Moment[], { top, x, y }: Scales): readonly Node[] {
  const points = moments.map((moment) => ({ timeMs: moment.timeMs, value: Math.min(top, moment[key]) }))
  const { line, area } = pathsOf(points, x, y)
  const drawn = makeSvg('path', { d: line, class: `line s${style}` })
  return isFilled ? [makeSvg('path', { d: area, class: `area a${style}` }), drawn] : [drawn]
}

function crossOf({ timeMs }: Moment, { x }: Scales): Node {
  return makeSvg('line', { x1: x(timeMs), x2: x(timeMs), y1: TOP, y2: HEIGHT - BOTTOM, class: 'cross' })
}

function tipOf({ series, format }: ChartOptions, chosen: Moment, { width, x }: Scales): Node {
  const tip = add(make('div', 'tip'), make('div', 'muted', clockWithSeconds(chosen.timeMs)))
  for (const { key, label: name } of series) {
    add(tip, make('div', '', `${series.length > 1 ? `${name} ` : ''}${format(chosen[key])}`))
  }
  const at = x(chosen.timeMs)
  if (at > width / 2) tip.style.right = `${width - at + 10}px`
  else tip.style.left = `${at + 10}px`
  return tip
}

/** The chart in words, for who does not see it. */
function wordsOf({ name, series, format }: ChartOptions, moments: readonly Moment[], chosen?: Moment): string {
  const [first] = moments
  const now = chosen ?? moments.at(-1)
  if (first === undefined || now === undefined || moments.length < 2) return `${name}: no values yet`
  const parts = series.map(({ key, label: what }) => {
    const values = moments.map((moment) => moment[key])
    const range = `from ${format(Math.min(...values))} to ${format(Math.max(...values))}`
    return `${what} ${format(now[key])}, ${range} since ${clock(first.timeMs)}`
  })
  return `${name} at ${clockWithSeconds(now.timeMs)}: ${parts.join('; ')}`
}
