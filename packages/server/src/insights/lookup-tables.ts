import type { Clock, Tenant } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import { type CsvTable, parseCsv } from './csv.ts'
import { TenantDocuments } from './tenant-documents.ts'

/** A table that the `lookup` command joins with, as the control state holds it. */
export interface LookupTable {
  readonly name: string
  readonly description: string | undefined
  /** The CSV text as it was given. */
  readonly body: string
  readonly kmsKeyId: string | undefined
  readonly createdMs: number
  readonly updatedMs: number
  /** Absent in documents of before there were any. */
  readonly tags?: Readonly<Record<string, string>>
}

export interface LookupTableChange {
  readonly description: string | undefined
  readonly body: string
  readonly kmsKeyId: string | undefined
  /** Of a new table; those of an old one stay. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html */
export const MAX_LOOKUP_TABLES = 100

export function arnOfLookupTable({ region, accountId }: Tenant, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:lookup-table:${name}`
}

export class LookupTables {
  readonly #documents: TenantDocuments<LookupTable>
  readonly #clock: Clock
  /** Parsed tables: a query looks at one row by row. */
  readonly #parsed = new WeakMap<LookupTable, CsvTable>()

  constructor(control: ControlStore, clock: Clock) {
    this.#documents = new TenantDocuments(control, 'lookup-table')
    this.#clock = clock
  }

  get(tenant: Tenant, name: string): LookupTable | undefined {
    return this.#documents.get(tenant, name)
  }

  /** In ascending order of name. */
  list(tenant: Tenant, prefix?: string): readonly LookupTable[] {
    return this.#documents.list(tenant, prefix)
  }

  /** @throws {CsvProblem} for a body that is no table; whatever `check` throws */
  async put(
    tenant: Tenant,
    name: string,
    { description, body, kmsKeyId, tags = {} }: LookupTableChange,
    check: (current: LookupTable | undefined) => void,
  ): Promise<LookupTable> {
    parseCsv(body)
    const nowMs = this.#clock.now()
    const stored = await this.#documents.change(tenant, name, (current) => {
      check(current)
      const createdMs = current?.createdMs ?? nowMs
      return { name, description, body, kmsKeyId, createdMs, updatedMs: nowMs, tags: current?.tags ?? tags }
    })
    return stored as LookupTable
  }

  /** Puts what `change` makes of a table; it may throw, and then nothing happens. */
  async change(tenant: Tenant, name: string, change: (current: LookupTable | undefined) => LookupTable): Promise<void> {
    await this.#documents.change(tenant, name, change)
  }

  /** The table of an ARN, if it is one of the tenant's. */
  find(tenant: Tenant, arn: string): LookupTable | undefined {
    const name = arn.slice(arn.lastIndexOf(':') + 1)
    return arnOfLookupTable(tenant, name) === arn ? this.get(tenant, name) : undefined
  }

  async delete(tenant: Tenant, name: string, check: (current: LookupTable | undefined) => void): Promise<void> {
    await this.#documents.change(tenant, name, (current) => {
      check(current)
      return undefined
    })
  }

  table(table: LookupTable): CsvTable {
    let parsed = this.#parsed.get(table)
    if (parsed === undefined) {
      parsed = parseCsv(table.body)
      this.#parsed.set(table, parsed)
    }
    return parsed
  }

  /** Rows by name of column; none for an unknown table. */
  rows(tenant: Tenant, name: string): readonly Readonly<Record<string, string>>[] {
    const table = this.get(tenant, name)
    if (table === undefined) return []
    const { columns, rows } = this.table(table)
    return rows.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])))
  }

  /** Columns of every table: what a query is checked against. */
  columns(tenant: Tenant): ReadonlyMap<string, readonly string[]> {
    return new Map(this.list(tenant).map((table) => [table.name, this.table(table).columns]))
  }
}
