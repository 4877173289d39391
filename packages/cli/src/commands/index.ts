import type { AnyCommand } from '../command.ts'
import { ship } from './ship.ts'
import { tail } from './tail.ts'

export const commands: readonly AnyCommand[] = [ship, tail]
