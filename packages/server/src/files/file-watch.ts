import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A file whose content is new. */
export interface ChangedFile {
  readonly path: string
  /** Without folder and extension. */
  readonly name: string
  readonly text: string
}

/** Notices changes by looking: works on every file system, network mounts and containers included. */
export class FileWatch {
  readonly #paths: () => Promise<readonly string[]>
  /** What a file looked like when it was read last. */
  readonly #stamps = new Map<string, string>()

  private constructor(paths: () => Promise<readonly string[]>) {
    this.#paths = paths
  }

  static ofFile(path: string): FileWatch {
    return new FileWatch(async () => [path])
  }

  /** The files of a folder, not of those below it, in order of name. */
  static ofFolder(folder: string, extension: string): FileWatch {
    return new FileWatch(async () => {
      const names = await readdir(folder)
      return names
        .filter((name) => name.endsWith(extension))
        .sort()
        .map((name) => join(folder, name))
    })
  }

  /**
   * Files that are new or have changed since the last call.
   *
   * @throws {Error} when the file or folder cannot be read
   */
  async changed(): Promise<readonly ChangedFile[]> {
    const found: ChangedFile[] = []
    for (const path of await this.#paths()) {
      const { mtimeMs, size, ino } = await stat(path)
      const stamp = `${mtimeMs} ${size} ${ino}`
      if (this.#stamps.get(path) === stamp) continue
      const text = await readFile(path, 'utf8')
      this.#stamps.set(path, stamp)
      found.push({ path, name: basename(path).replace(/\.[^.]+$/, ''), text })
    }
    return found
  }
}
