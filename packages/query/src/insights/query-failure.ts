/** A query that began to run and cannot go on: its status becomes Failed, and the message is for who asked. */
export class QueryFailure extends Error {
  override readonly name: string = 'QueryFailure'
}
