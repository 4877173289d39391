/**
 * Checks that packages import in one direction only:
 * model <- {aws, otlp, query, alarms, store} <- store-* <- server <- cli; sdk uses model only; console talks HTTP only.
 *
 * Prints every import that breaks the rule and exits 1.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { layerProblems, type SourceFile } from './layers.ts'

const root = new URL('../', import.meta.url)
const problems = layerProblems(['packages', 'examples'].flatMap(sourcesBelow))
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

/** Tests may import what they like. */
function sourcesBelow(parent: string): SourceFile[] {
  return readdirSync(new URL(`${parent}/`, root)).flatMap((name) => {
    const folder = `${parent}/${name}/src/`
    if (!existsSync(new URL(folder, root))) return []
    return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
      .map((file) => ({ path: folder + file, text: readFileSync(new URL(folder + file, root), 'utf8') }))
  })
}
