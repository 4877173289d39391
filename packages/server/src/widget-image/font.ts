/**
 * A font of strokes, drawn for this server: it needs no file, and looks right at every size and angle.
 *
 * Each glyph stands on a grid of 4 by 8: x from 0 to 4, y from 0 (descenders) over 2 (the line) and 6 (small letters) to 8
 * (capitals). `02 28 42,14 34` is a line through three points and another through two.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '',
  '!': '24 28,22 22',
  '"': '16 18,36 38',
  '#': '12 18,32 38,04 44,06 46',
  $: '43 32 12 03 04 15 35 46 47 38 18 07,21 29',
  '%': '02 48,17 08,42 33',
  '&': '42 06 07 18 27 36 03 12 22 44',
  "'": '26 28',
  '(': '31 23 27 39',
  ')': '11 23 27 19',
  '*': '24 28,05 47,07 45',
  '+': '23 27,05 45',
  ',': '22 10',
  '-': '15 35',
  '.': '22 22',
  '/': '02 48',
  '0': '12 03 07 18 38 47 43 32 12',
  '1': '06 28 22,12 32',
  '2': '07 18 38 47 46 02 42',
  '3': '08 48 25 35 44 43 32 12 03',
  '4': '32 38 04 44',
  '5': '48 08 05 35 44 43 32 12 03',
  '6': '47 38 18 07 03 12 32 43 44 35 15 04',
  '7': '08 48 12',
  '8': '15 06 07 18 38 47 46 35 15 04 03 12 32 43 44 35',
  '9': '46 35 15 06 07 18 38 47 43 32 12 03',
  ':': '26 26,22 22',
  ';': '26 26,22 10',
  '<': '42 05 48',
  '=': '04 44,06 46',
  '>': '02 45 08',
  '?': '07 18 38 47 46 25 24,22 22',
  '@': '33 36 16 15 14 23 33 43 46 38 18 06 03 12 32',
  A: '02 28 42,14 34',
  B: '02 08 38 47 46 35 05,35 44 43 32 02',
  C: '47 38 18 07 03 12 32 43',
  D: '02 08 28 46 44 22 02',
  E: '48 08 02 42,05 35',
  F: '48 08 02,05 35',
  G: '47 38 18 07 03 12 32 43 45 25',
  H: '02 08,42 48,05 45',
  I: '12 32,22 28,18 38',
  J: '38 33 22 12 03',
  K: '02 08,48 04,16 42',
  L: '08 02 42',
  M: '02 08 25 48 42',
  N: '02 08 42 48',
  O: '12 03 07 18 38 47 43 32 12',
  P: '02 08 38 47 46 35 05',
  Q: '12 03 07 18 38 47 43 32 12,24 41',
  R: '02 08 38 47 46 35 05,25 42',
  S: '47 38 18 07 06 15 35 44 43 32 12 03',
  T: '08 48,28 22',
  U: '08 03 12 32 43 48',
  V: '08 22 48',
  W: '08 12 25 32 48',
  X: '02 48,08 42',
  Y: '08 25 48,25 22',
  Z: '08 48 02 42',
  '[': '38 18 11 31',
  '\\': '08 42',
  ']': '18 38 31 11',
  '^': '06 28 46',
  _: '01 41',
  '`': '28 36',
  a: '16 36 45 42,44 14 03 12 32 43',
  b: '08 02,05 16 36 45 43 32 12 03',
  c: '45 36 16 05 03 12 32 43',
  d: '48 42,45 36 16 05 03 12 32 43',
  e: '04 44 45 36 16 05 03 12 32 43',
  f: '48 38 27 22,16 36',
  g: '46 41 30 10 01,45 36 16 05 03 12 32 43',
  h: '08 02,05 16 36 45 42',
  i: '22 26,28 28',
  j: '26 21 10,28 28',
  k: '08 02,46 04,15 42',
  l: '28 23 32',
  m: '02 06,05 16 25 22,25 36 45 42',
  n: '02 06,05 16 36 45 42',
  o: '12 03 05 16 36 45 43 32 12',
  p: '00 06,05 16 36 45 43 32 12 03',
  q: '40 46,45 36 16 05 03 12 32 43',
  r: '12 16,15 26 36 45',
  s: '45 36 16 05 14 34 43 32 12 03',
  t: '28 23 32 42,16 36',
  u: '06 03 12 32 43,46 42',
  v: '06 22 46',
  w: '06 12 24 32 46',
  x: '02 46,06 42',
  y: '06 22,46 22 10 00',
  z: '06 46 02 42',
  '{': '39 28 26 15 24 22 31',
  '|': '21 28',
  '}': '19 28 26 35 24 22 11',
  '~': '04 15 25 34 44 45',
  '°': '27 18 29 38 27',
  µ: '00 06,03 12 32 43,46 42',
  '…': '02 02,22 22,42 42',
}

/** What is drawn for a character that the font lacks. */
const UNKNOWN = '02 08 48 42 02'

/** Grid units from one character to the next, and from the line to the top of capitals. */
const ADVANCE = 5.6
const CAPITALS = 6
const LINE_Y = 2
const NARROW: Readonly<Record<string, number>> = {
  i: 3.2,
  l: 3.6,
  j: 3.4,
  '.': 3,
  ',': 3,
  ':': 3,
  "'": 3,
  '!': 3,
  '|': 3,
  I: 4.2,
  ' ': 4,
}

type Stroke = readonly (readonly [x: number, y: number])[]

const strokes = new Map<string, readonly Stroke[]>(
  Object.entries(GLYPHS).map(([char, text]) => [char, parse(text)] as const),
)
const unknown = parse(UNKNOWN)

function parse(text: string): readonly Stroke[] {
  if (text === '') return []
  return text
    .split(',')
    .map((stroke) => stroke.split(' ').map((point) => [Number(point[0]), Number(point[1])] as const))
}

/** Letters that are not there lose their accents. */
function glyphOf(char: string): readonly Stroke[] {
  return strokes.get(char) ?? strokes.get(char.normalize('NFD').charAt(0)) ?? unknown
}

/** Pixels that a text takes, when capitals are `size` pixels high. */
export function textWidth(text: string, size: number): number {
  return ([...text].reduce((sum, char) => sum + (NARROW[char] ?? ADVANCE), 0) * size) / CAPITALS
}

/** Strokes of a text in pixels, right of and above its start on the line; y grows downwards. */
export function textStrokes(text: string, size: number): readonly Stroke[] {
  const scale = size / CAPITALS
  const list: Stroke[] = []
  let left = 0
  for (const char of text) {
    const advance = NARROW[char] ?? ADVANCE
    // Narrow glyphs are drawn around the middle of the grid.
    const shift = left + (advance - ADVANCE) / 2 + 0.3
    for (const stroke of glyphOf(char)) {
      list.push(stroke.map(([x, y]) => [(shift + x) * scale, (LINE_Y - y) * scale] as const))
    }
    left += advance
  }
  return list
}

/** The text, or its beginning with an ellipsis where it would take more pixels. */
export function fitText(text: string, size: number, pixels: number): string {
  if (textWidth(text, size) <= pixels) return text
  const chars = [...text]
  while (chars.length > 0 && textWidth(`${chars.join('')}…`, size) > pixels) chars.pop()
  return chars.length === 0 ? '' : `${chars.join('')}…`
}
