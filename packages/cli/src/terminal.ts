/** Colours for people; plain text for pipes, and for whoever sets NO_COLOR (https://no-color.org). */
export interface Paint {
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  readonly green: (text: string) => string
  readonly cyan: (text: string) => string
}

export function paint(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Paint {
  const colours =
    env.FORCE_COLOR !== undefined
      ? env.FORCE_COLOR !== '0'
      : stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
  const style = (start: number, end: number) => (text: string) =>
    colours ? `\u001b[${start}m${text}\u001b[${end}m` : text
  return { dim: style(2, 22), bold: style(1, 22), green: style(32, 39), cyan: style(36, 39) }
}
