import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COMMON_ERRORS } from './errors/common-errors.ts'
import { serviceModel } from './model/service-model.ts'
import { SERVICE_NAMES, SERVICES } from './services.ts'

interface Metadata {
  readonly apiVersion: string
  readonly targetPrefix?: string
  readonly jsonVersion?: string
  readonly endpointPrefix: string
  readonly protocols: readonly string[]
}

const SPOKEN: Readonly<Record<string, string>> = {
  'smithy-rpc-v2-cbor': 'cbor',
  'rest-json': 'rest-json',
  json: 'json',
  query: 'query',
}

describe.each(SERVICE_NAMES)('%s', (name) => {
  const profile = SERVICES[name]
  const file = new URL(`../models/${profile.model}.json`, import.meta.url)
  const { metadata } = JSON.parse(readFileSync(file, 'utf8')) as { metadata: Metadata }

  test('the profile says what the model says', () => {
    expect({
      name: profile.name,
      apiVersion: profile.apiVersion,
      targetPrefix: profile.targetPrefix,
      jsonVersion: profile.jsonVersion,
      speaks: [...profile.speaks].sort(),
    }).toEqual({
      name: metadata.endpointPrefix,
      apiVersion: metadata.apiVersion,
      targetPrefix: metadata.targetPrefix,
      // X-Ray's REST protocol has no version.
      jsonVersion: metadata.protocols.includes('rest-json') ? undefined : metadata.jsonVersion,
      speaks: metadata.protocols.map((protocol) => SPOKEN[protocol]).sort(),
    })
  })

  test('its codes of refusal are exceptions of the model or generic', () => {
    const model = serviceModel(name)
    for (const code of [profile.constraintCode, profile.internalCode, profile.unavailableCode]) {
      const known = model.shapes.get(code)?.exception === true
      expect(known || COMMON_ERRORS.some((error) => error.code === code)).toBe(true)
    }
  })
})

test('operations known to the router', () => {
  const counts = SERVICE_NAMES.map((name) => [name, serviceModel(name).operations.size])
  expect(Object.fromEntries(counts)).toEqual({ logs: 118, monitoring: 55, xray: 38, sns: 42, events: 57, sts: 11 })
})
