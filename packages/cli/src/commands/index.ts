import type { AnyCommand } from '../command.ts'
import { alarm } from './alarm.ts'
import { query } from './query.ts'
import { ship } from './ship.ts'
import { tail } from './tail.ts'
import { up } from './up.ts'

export const commands: readonly AnyCommand[] = [up, ship, tail, query, alarm]
