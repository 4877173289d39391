import type { Operation } from '@atalaya/aws'
import { getCallerIdentity } from './get-caller-identity.ts'

export const stsOperations: readonly Operation<unknown>[] = [getCallerIdentity]
