/** What the DuckDB binding has inside its vectors but leaves out of its types: typed arrays and raw text. */
import type { DuckDBVector } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

export interface NumericVector {
  readonly items: Uint8Array | Uint32Array | Float64Array | BigInt64Array
  flush(): void
}

export function numeric(vector: DuckDBVector): NumericVector {
  return vector as unknown as NumericVector
}

/** The values of a vector of UINTEGER, DOUBLE or the like. */
export function numbersOf(vector: DuckDBVector): ArrayLike<number> {
  return numeric(vector).items as Float64Array
}

/** The 32-bit halves of the values. */
export function words({ items }: NumericVector): Uint32Array {
  return new Uint32Array(items.buffer, items.byteOffset, items.byteLength / 4)
}

interface TextVector {
  readonly vector: duckdb.Vector
  readonly dataView: DataView<ArrayBuffer>
  readonly validity: { itemValid(row: number): boolean }
}

/** Tells NULLs, without reading what is none. */
export function isNull(vector: DuckDBVector, row: number): boolean {
  return !(vector as unknown as TextVector).validity.itemValid(row)
}

/** Sets texts of a new vector. The binding's own setter ends them at the first NUL. */
export function textWriter(vector: DuckDBVector): (row: number, utf8: Uint8Array) => void {
  const { vector: raw } = vector as unknown as TextVector
  return (row, utf8) => duckdb.vector_assign_string_element_len(raw, row, utf8)
}

/** Bytes of a text up to which DuckDB keeps it within its 16-byte entry. */
const INLINE_BYTES = 12

/** Reads the UTF-8 bytes of texts that are not NULL. The binding's own getter drops a leading byte order mark. */
export function textReader(vector: DuckDBVector): (row: number) => Uint8Array {
  const { dataView } = vector as unknown as TextVector
  return (row) => {
    const entry = row * 16
    const bytes = dataView.getUint32(entry, true)
    if (bytes <= INLINE_BYTES) return new Uint8Array(dataView.buffer, dataView.byteOffset + entry + 4, bytes)
    return duckdb.get_data_from_pointer(dataView.buffer, dataView.byteOffset + entry + 8, bytes)
  }
}
