/** Text that is not the language. Offsets count UTF-16 units from 0; `end` is exclusive and may equal the text's length. */
export class SyntaxProblem extends Error {
  override readonly name: string = 'SyntaxProblem'
  readonly start: number
  readonly end: number

  constructor(message: string, start: number, end: number) {
    super(message)
    this.start = start
    this.end = end
  }
}
