import { describe, expect, test } from 'vitest'
import { checkCase, loadScripts, parseScript } from './script.ts'
import { interpretScript } from './script-interpreter.ts'

test.each(loadScripts().map((script) => [script.place, script.query, script] as const))(
  '%s %s',
  async (_, __, script) => {
    expect(await checkCase(script, interpretScript)).toBeUndefined()
  },
)

describe('a script that is wrong fails', () => {
  const EVENTS = 'events\n2026-06-17T00:01:00.000Z {"a": 1}\n\n'
  test.each([
    ['rows differ', 'query\nfields a\n----\n{"a": "2"}\n', 'expected\n{"a": "2"}\ngot\n{"a": "1"}'],
    ['an error is missing', 'query\nfields a\n----\nerror nothing\n', "expected an error with 'nothing'"],
    [
      'the message differs',
      'query\nfields foo(a)\n----\nerror nothing\n',
      "expected 'nothing', got 'Unknown function: foo'",
    ],
    ['the place differs', 'query\nfields foo(a)\n----\nerror Unknown\nat foo\n', "expected it at 'foo', got 'foo(a)'"],
  ])('%s', async (_, text, problem) => {
    const [script] = parseScript(EVENTS + text, 'x.test')
    expect(script === undefined ? '' : await checkCase(script, interpretScript)).toContain(problem)
  })

  test('rows may come in any order only when the script says so', async () => {
    const rows = '{"n": "1"}\n{"n": "2"}\n'
    const events = 'events\n2026-06-17T00:01:00.000Z {"n": 1}\n2026-06-17T00:02:00.000Z {"n": 2}\n\n'
    const [strict, loose] = parseScript(
      `${events}query\nfields n\n----\n${rows}\nquery\nfields n\n----\nunordered\n${rows}`,
      'x.test',
    )
    expect(strict && (await checkCase(strict, interpretScript))).toContain('expected')
    expect(loose && (await checkCase(loose, interpretScript))).toBeUndefined()
  })
})
