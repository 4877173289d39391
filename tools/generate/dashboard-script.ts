import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const FOLDER = 'packages/sdk/src/apm/dashboard/browser'
const HEADER = `// Made by tools/generate.ts (npm run generate) from ${FOLDER}. Do not edit.\n`

/**
 * Text of `packages/sdk/src/apm/dashboard/generated/script.ts`: a module whose string is the script of the page, so that who
 * bundles a service needs no file besides.
 */
export async function renderDashboardScript(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL(`../../${FOLDER}`, import.meta.url)),
    entryPoints: ['main.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
  })
  const [script] = outputFiles
  if (script === undefined) throw new Error(`esbuild made no script of ${FOLDER}`)
  return `${HEADER}\nexport const SCRIPT: string = \`\n${escaped(smaller(script.text))}\`\n`
}

/**
 * Names and lines stay, for whoever looks into it with the tools of a browser, which indent it again; without indentation and
 * the comments of members it is an eighth smaller. Texts of several lines would lose theirs, too: the sources have none.
 */
function smaller(script: string): string {
  return script.replace(/^ +\/\*\*.*\*\/\n/gm, '').replace(/^ +/gm, '')
}

/** Stays as it is within back quotes. */
function escaped(text: string): string {
  return text.replace(/[\\`]|\$\{/g, '\\$&')
}
