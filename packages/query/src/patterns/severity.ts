/** Levels and the words for them, gravest first. */
const LEVELS: readonly (readonly [label: string, words: RegExp])[] = [
  ['FATAL', /\b(?:FATAL|CRITICAL|EMERG|PANIC)\b/i],
  ['ERROR', /\b(?:ERROR|ERR|SEVERE|EXCEPTION)\b|[a-z](?:Error|Exception)\b/i],
  ['WARN', /\b(?:WARN|WARNING)\b/i],
  ['INFO', /\b(?:INFO|INFORMATION|NOTICE)\b/i],
  ['DEBUG', /\b(?:DEBUG|VERBOSE)\b/i],
  ['TRACE', /\bTRACE\b/i],
]

/** `"level":"warn"`, `level=warn`, `[WARN]` or a level in capitals near the beginning say it outright. */
const STATED =
  /"(?:level|severity|log_?level|severityText)"\s*:\s*"([A-Za-z]+)"|\b(?:level|severity)=([A-Za-z]+)|\[([A-Za-z]+)\]|\b(FATAL|CRITICAL|ERROR|WARN|WARNING|INFO|DEBUG|TRACE)\b/gi

/** The severity of a text: what it states, otherwise the gravest level it mentions; undefined when it mentions none. */
export function severityOf(text: string): string | undefined {
  for (const [, json, pair, bracket, plain] of text.matchAll(STATED)) {
    const label = labelOf(json ?? pair ?? bracket ?? plain ?? '')
    if (label !== undefined) return label
  }
  return labelOf(text)
}

function labelOf(text: string): string | undefined {
  return LEVELS.find(([, words]) => words.test(text))?.[0]
}
