/** A message on its way to the subscriptions of a topic. */
export interface SnsMessage {
  readonly messageId: string
  readonly topicArn: string
  readonly subject?: string
  /** What each protocol gets; `default` is for those that are not named. */
  readonly bodies: { readonly default: string; readonly [protocol: string]: string }
  readonly attributes: Readonly<Record<string, SnsAttribute>>
  readonly publishedMs: number
}

export interface SnsAttribute {
  /** `String`, `String.Array`, `Number` or `Binary`, or one of them with a suffix of the sender's own. */
  readonly type: string
  /** Text; base64 of binary values. */
  readonly value: string
}
