import { open, readFile, rename } from 'node:fs/promises'
import process from 'node:process'
import { CommandError } from '../command.ts'
import { messageOf } from '../run.ts'
import type { Position } from './follow.ts'

/** Remembers how far each file was delivered, so that the next run goes on there. */
export class ShipState {
  readonly #path: string
  readonly #positions: Map<string, Position>
  #writing: Promise<void> | undefined
  #changed = false
  #savedMs = 0

  private constructor(path: string, positions: Map<string, Position>) {
    this.#path = path
    this.#positions = positions
  }

  /** @throws {CommandError} when the file is there but says nothing we understand */
  static async load(path: string): Promise<ShipState> {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as { code?: string }).code === 'ENOENT') return undefined
      throw new CommandError(`the state file ${path} cannot be read: ${messageOf(error)}`)
    })
    if (text === undefined) return new ShipState(path, new Map())
    const files = parse(text)
    if (files === undefined) {
      throw new CommandError(
        `${path} is no state file of atalaya ship: name another one, or delete it to read everything from the start`,
      )
    }
    return new ShipState(path, new Map(Object.entries(files)))
  }

  position(file: string): Position | undefined {
    return this.#positions.get(file)
  }

  /** Notes a position; it is on disk within a second, or after `save`. */
  advance(file: string, position: Position): void {
    this.#positions.set(file, position)
    this.#changed = true
    if (Date.now() - this.#savedMs >= SAVE_EVERY_MS) void this.save()
  }

  /** Never rejects: a position that cannot be saved means that events are sent again, not that they are lost. */
  async save(): Promise<void> {
    while (this.#changed || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined
      })
      await this.#writing
    }
  }

  async #write(): Promise<void> {
    this.#changed = false
    this.#savedMs = Date.now()
    const text = `${JSON.stringify({ version: 1, files: Object.fromEntries(this.#positions) }, null, 2)}\n`
    const temporary = `${this.#path}.tmp`
    try {
      const file = await open(temporary, 'w')
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, this.#path)
    } catch (error) {
      process.emitWarning(`the state file ${this.#path} cannot be written: ${messageOf(error)}`, 'AtalayaWarning')
    }
  }
}

const SAVE_EVERY_MS = 1_000

function parse(text: string): Readonly<Record<string, Position>> | undefined {
  try {
    const document = JSON.parse(text) as { version?: unknown; files?: Record<string, Position> } | null
    const { version, files } = document ?? {}
    if (version !== 1 || typeof files !== 'object' || files === null) return undefined
    return Object.values(files).every(isPosition) ? files : undefined
  } catch {
    return undefined
  }
}

function isPosition(value: Partial<Position> | null): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    [value.inode, value.device, value.offset, value.headBytes].every((number) => Number.isSafeInteger(number)) &&
    typeof value.head === 'string'
  )
}
