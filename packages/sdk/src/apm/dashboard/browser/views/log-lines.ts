import type { LogLine } from '../../../recent-logs.ts'
import type { DashboardView } from '../../../views.ts'
import { add, make, place, putEmpty, textNode } from '../dom.ts'
import { clockWithSeconds } from '../format.ts'
import { fieldsOf } from '../log-line.ts'

/** The latest lines, newest first. A row stays as it is when new ones come: what somebody reads stays open. */
export class LogLines {
  #rows: ReadonlyMap<string, HTMLElement> = new Map()
  #lines: DashboardView['logs'] = []

  render(lines: DashboardView['logs']): void {
    this.#lines = lines
    this.filter()
  }

  /** Shows the lines that contain what is asked for. */
  filter(): void {
    const find = place('find').value.toLowerCase()
    const rows = new Map<string, HTMLElement>()
    for (const line of this.#lines ?? []) {
      const text = JSON.stringify(line)
      if (!text.toLowerCase().includes(find)) continue
      const key = freeKey(text, rows)
      rows.set(key, this.#rows.get(key) ?? logRow(line))
    }
    this.#rows = rows
    replaceRows([...rows.values()].reverse())
    putEmpty('logs', rows.size, this.#emptyText(find))
  }

  #emptyText(find: string): string {
    if (this.#lines === null) return 'The latest lines are not kept here.'
    if (find !== '') return 'No line contains this.'
    return place('level').value === 'trace' ? 'No lines yet.' : 'No lines of this level.'
  }
}

/** Lines may say the same. */
function freeKey(text: string, taken: ReadonlyMap<string, unknown>): string {
  let key = text
  for (let again = 1; taken.has(key); again++) key = text + again
  return key
}

/** Leaves the rows alone when they are the same, and else the focus where it is. */
function replaceRows(rows: readonly HTMLElement[]): void {
  const box = place('logs')
  if (box.children.length === rows.length && rows.every((row, index) => box.children[index] === row)) return
  const focused = document.activeElement
  box.replaceChildren(...rows)
  if (focused instanceof HTMLElement && box.contains(focused)) focused.focus({ preventScroll: true })
}

function logRow(line: LogLine): HTMLElement {
  const row = make('details')
  row.addEventListener('toggle', () => {
    if (row.open && row.children.length === 1) add(row, make('pre', 'mono', JSON.stringify(line, null, 2)))
  })
  return add(row, summaryOf(line))
}

function summaryOf(line: LogLine): Node {
  const { timestamp, level, logger, message } = line
  const what = add(
    make('span', 'what'),
    logger ? make('span', 'from', String(logger)) : undefined,
    textNode(message === undefined ? '' : String(message)),
    make('span', 'with', fieldsOf(line)),
  )
  const when = make('span', 'when', timestamp ? clockWithSeconds(timestamp as string) : '')
  const levelText = level ? String(level) : ''
  return add(
    make('summary'),
    when,
    make('span', `level ${/^[a-z]+$/.test(levelText) ? levelText : ''}`, levelText),
    what,
  )
}
