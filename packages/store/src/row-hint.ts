import { unreachable } from '@atalaya/model'
import type { RowHint } from './log-store.ts'

/** What a {@link RowHint} says about one message. Case counts; the empty text is contained in every message. */
export function satisfiesHint(hint: RowHint, message: string): boolean {
  switch (hint.kind) {
    case 'contains':
      return message.includes(hint.text)
    case 'lacks':
      return !message.includes(hint.text)
    case 'and':
      return hint.of.every((part) => satisfiesHint(part, message))
    case 'or':
      return hint.of.some((part) => satisfiesHint(part, message))
    default:
      return unreachable(hint)
  }
}
