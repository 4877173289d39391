/** An SQL identifier, whatever characters it holds. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** An SQL text literal. DuckDB gives no meaning to backslashes in it. */
export function lit(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function list(values: Iterable<number>): string {
  return [...values].join(',')
}

/** A list of text literals, for `read_parquet`. */
export function texts(values: Iterable<string>): string {
  return `[${[...values].map(lit).join(',')}]`
}
