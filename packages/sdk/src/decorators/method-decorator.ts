type Method = (this: unknown, ...parameters: never[]) => unknown

/** As much of `reflect-metadata` as is needed, which NestJS and others load. */
interface MetadataReflect {
  getOwnMetadataKeys?(target: object): readonly unknown[]
  getOwnMetadata?(key: unknown, target: object): unknown
  defineMetadata?(key: unknown, value: unknown, target: object): void
}

/**
 * What a decorator of methods does, in standard form and in that of `experimentalDecorators`: the method is replaced by what `wrap`
 * makes of it.
 */
export function decorateMethod(
  wrap: (method: Method) => Method,
): (target: Method | object, context: unknown, descriptor?: PropertyDescriptor) => unknown {
  return (target, _context, descriptor) => {
    if (descriptor === undefined) return alike(target as Method, wrap)
    descriptor.value = alike(descriptor.value as Method, wrap)
    return undefined
  }
}

/**
 * `wrap(work)` with what others go by: its name, how many parameters it has (four make a handler of errors for Express), and the
 * metadata of decorators below, in which NestJS keeps its routes.
 */
export function alike<T extends Method>(work: T, wrap: (work: T) => Method): Method {
  const wrapped = wrap(work)
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(wrapped, key, { value: work[key], configurable: true })
  }
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataReflect
  for (const key of getOwnMetadataKeys?.(work) ?? []) defineMetadata?.(key, getOwnMetadata?.(key, work), wrapped)
  return wrapped
}
