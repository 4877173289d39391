/** What an alarm can be in. */
export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** How an alarm takes a period without data. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching'
