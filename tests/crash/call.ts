/** An AWS error answer. The call had no effect. */
export class Refused extends Error {
  override readonly name: string = 'Refused'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(`${status} ${code}: ${message}`)
    this.status = status
    this.code = code
  }
}

/**
 * One call in the JSON protocol, with as little as possible between the test and the server: no retries.
 *
 * @throws {Refused} for an error answer
 * @throws {TypeError} when the connection breaks: nobody knows then whether the call had its effect
 */
export async function call(
  url: string,
  service: 'Logs_20140328' | 'GraniteServiceVersion20100801',
  operation: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': service === 'Logs_20140328' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0',
      'x-amz-target': `${service}.${operation}`,
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await answer.text()
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  if (answer.status !== 200) throw new Refused(answer.status, String(body.__type), String(body.message))
  return body
}

export const logs = (url: string, operation: string, input: unknown): Promise<Record<string, unknown>> =>
  call(url, 'Logs_20140328', operation, input)

export const monitoring = (url: string, operation: string, input: unknown): Promise<Record<string, unknown>> =>
  call(url, 'GraniteServiceVersion20100801', operation, input)
