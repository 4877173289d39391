import 'reflect-metadata'
import { Get } from '@nestjs/common'
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js'
import { expect, test } from 'vitest'
import { timed } from '../metrics/operations.ts'
import { withRetry } from '../resilience/decorators.ts'
import { traced } from '../traces/traced.ts'

type Decorator = (target: object, key: string, descriptor: PropertyDescriptor) => unknown

/** As TypeScript does with `experimentalDecorators`, from the lowest up. */
function decorated(...decorators: readonly unknown[]): (...parameters: unknown[]) => unknown {
  class Videos {
    async find(id: string, _size: number): Promise<string> {
      return id
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Videos.prototype, 'find')!
  for (const decorate of decorators.toReversed()) (decorate as Decorator)(Videos.prototype, 'find', descriptor)
  return descriptor.value
}

test.each([
  ['timed', timed('FindTime')],
  ['traced', traced('find')],
  ['withRetry', withRetry()],
])('a route of NestJS stays one under @%s, as @Get does over it', async (_name, decorator) => {
  for (const find of [decorated(decorator, Get(':id')), decorated(Get(':id'), decorator)]) {
    expect([Reflect.getMetadata(PATH_METADATA, find), Reflect.getMetadata(METHOD_METADATA, find)]).toEqual([':id', 0])
    expect([find.name, find.length, await find('v-1', 2)]).toEqual(['find', 2, 'v-1'])
  }
})

test('a function keeps its name and the number of its parameters, by which Express knows a handler of errors', () => {
  const answer = (_error: unknown, _request: unknown, _response: unknown, _next: unknown) => 1
  for (const one of [timed('T', answer), traced('T', answer)]) {
    expect([one.name, one.length, one(1, 2, 3, 4)]).toEqual(['answer', 4, 1])
  }
})
