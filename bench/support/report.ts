/** One measured claim. */
export interface Row {
  readonly what: string
  /** What the documentation promises, in words. */
  readonly claim: string
  readonly measured: string
  /** Against the named peer, measured in the same run. */
  readonly ratio?: string
}

/** Prints rows as a Markdown table. */
export function report(title: string, rows: readonly Row[]): void {
  const cells = [
    ['what', 'claim', 'measured', 'ratio'],
    ...rows.map((row) => [row.what, row.claim, row.measured, row.ratio ?? '']),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...cells.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = cells
  console.log(`\n${title}\n`)
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'))
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

export function ms(value: number): string {
  return `${value >= 100 ? Math.round(value) : value.toFixed(value >= 10 ? 1 : 2)} ms`
}

/** An environment variable as a positive number. */
export function setting(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback)
  if (!(value > 0)) throw new Error(`${name} must be a positive number, got '${process.env[name]}'`)
  return value
}
