import { AwsError, type Operation } from '@atalaya/aws'
import { StoreUnavailable } from '@atalaya/store'

/** The same operations, answering with AWS's 503 when the store cannot work now: clients try again by themselves. */
export function answerUnavailable<Deps>(operations: readonly Operation<Deps>[]): readonly Operation<Deps>[] {
  return operations.map((operation) => ({
    ...operation,
    handle: async (input, deps, call) => {
      try {
        return await operation.handle(input, deps, call)
      } catch (cause) {
        if (!(cause instanceof StoreUnavailable)) throw cause
        throw new AwsError('ServiceUnavailableException', 'The service cannot complete the request.', {
          status: 503,
          cause,
        })
      }
    },
  }))
}
