/** A table: names of the columns, and rows of as many cells. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Why a text is no table, with the line counted from 1. */
export class CsvProblem extends Error {
  override readonly name: string = 'CsvProblem'
}

/**
 * Reads comma-separated values with a header line. Cells may be quoted, and then hold commas, line breaks and doubled quotes. Short
 * rows are filled up with empty cells.
 *
 * @throws {CsvProblem} for a missing or repeated column name, a row with more cells than columns, a quote that is not closed
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function parseCsv(text: string): CsvTable {
  const [header, ...rows] = readRows(text)
  if (header === undefined) throw new CsvProblem('The table has no header line.')
  const columns = header.cells.map((name) => name.trim())
  const bad = columns.findIndex((name, i) => name === '' || columns.indexOf(name) !== i)
  if (bad !== -1) throw new CsvProblem(`Column ${bad + 1} has no name of its own: '${columns[bad]}'.`)
  return {
    columns,
    rows: rows.map(({ cells, line }) => {
      if (cells.length > columns.length) {
        throw new CsvProblem(`Line ${line} has ${cells.length} cells, but there are ${columns.length} columns.`)
      }
      return [...cells, ...Array<string>(columns.length - cells.length).fill('')]
    }),
  }
}

interface CsvRow {
  readonly cells: readonly string[]
  readonly line: number
}

function readRows(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  let line = 1
  while (at < text.length) {
    const cells: string[] = []
    const start = line
    for (;;) {
      const cell = readCell(text, at, line)
      cells.push(cell.value)
      line += cell.lineBreaks
      at = cell.end
      if (text[at] !== ',') break
      at += 1
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    line += 1
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: start })
  }
  return rows
}

const PLAIN = /[^,\r\n]*/y
const QUOTED = /"((?:[^"]|"")*)"(?=,|\r?\n|$)/y

function readCell(text: string, at: number, line: number): { value: string; end: number; lineBreaks: number } {
  if (text[at] !== '"') {
    PLAIN.lastIndex = at
    const value = PLAIN.exec(text)?.[0] ?? ''
    const end = at + value.length
    // A lone carriage return belongs to the cell.
    if (text[end] === '\r' && text[end + 1] !== '\n') throw new CsvProblem(`Line ${line} has a stray carriage return.`)
    return { value, end, lineBreaks: 0 }
  }
  QUOTED.lastIndex = at
  const quoted = QUOTED.exec(text)
  if (quoted === null) throw new CsvProblem(`Line ${line} has a quote that is not closed.`)
  const inner = quoted[1] ?? ''
  return { value: inner.replaceAll('""', '"'), end: at + quoted[0].length, lineBreaks: inner.split('\n').length - 1 }
}
