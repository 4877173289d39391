import type { QueryView } from './query-book.ts'

/** The rows of a query as CSV text with a line of names, without the pointers of log events. */
export function resultsAsCsv({ program, rows }: Pick<QueryView, 'program' | 'rows'>): string {
  const columns = program.columns.map((column) => column.name).filter((column) => column !== '@ptr')
  const lines = rows.map((row) => {
    const cells = new Map(row.map(({ field, value }) => [field, value]))
    return columns.map((column) => quoted(cells.get(column) ?? '')).join(',')
  })
  return [columns.map(quoted).join(','), ...lines].join('\n')
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
