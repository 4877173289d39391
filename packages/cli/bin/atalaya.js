#!/usr/bin/env node
import { existsSync } from 'node:fs'
import process from 'node:process'

const built = new URL('../dist/main.js', import.meta.url)
if (existsSync(built)) await import(built.href)
else {
  console.error(
    'atalaya: not built yet. In a clone of the repository run `npm run build` (or `npm start`, which builds) first.',
  )
  process.exitCode = 1
}
