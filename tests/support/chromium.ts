import { type Browser, chromium as driver } from 'playwright-core'
import { findTool, given, type Tool } from './tools.ts'

/** Chromium of this machine; `ATALAYA_TEST_CHROMIUM` names another executable. */
export const chromium: Tool = findTool(
  'Chromium',
  [...given('ATALAYA_TEST_CHROMIUM'), '/usr/bin/chromium', 'chromium', 'google-chrome'],
  ['--version'],
  /Chrom/,
)

/** A browser that asks nobody but the pages it is sent to. Use with `describeWith(chromium, ...)`. */
export function openChromium(executablePath: string): Promise<Browser> {
  return driver.launch({ executablePath, args: QUIET })
}

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
