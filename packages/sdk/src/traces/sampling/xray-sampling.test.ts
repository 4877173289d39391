import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../output/send.ts'
import { Warnings } from '../../output/warnings.ts'
import { MemorySend } from '../../testing/memory-send.ts'
import { callDaemon, callXRay } from './xray-call.ts'
import { type CallXRay, XRayPoller } from './xray-poller.ts'
import { XRayReservoir } from './xray-reservoir.ts'
import { DEFAULT_RULE, fitsRule, inOrder, type XRayRule } from './xray-rule.ts'
import { XRayRules } from './xray-rules.ts'

const rule = (part: Partial<XRayRule> = {}): XRayRule => ({ ...DEFAULT_RULE, RuleName: 'r', Priority: 100, ...part })
const service = { name: 'api', type: 'AWS::ECS::Container' }
const traceId = '1'.repeat(32)
const request = { traceId, method: 'GET', path: '/api/videos/7', host: 'example.com' }

describe('which rule', () => {
  test.each([
    [{}, true],
    [{ ServiceName: 'API' }, true],
    [{ ServiceName: 'worker' }, false],
    [{ ServiceType: 'AWS::ECS::*' }, true],
    [{ ServiceType: 'AWS::Lambda::Function' }, false],
    [{ HTTPMethod: 'get' }, true],
    [{ HTTPMethod: 'POST' }, false],
    [{ URLPath: '/api/*' }, true],
    [{ URLPath: '/api/videos/?' }, true],
    [{ URLPath: '/health' }, false],
    [{ Host: '*.com' }, true],
    [{ Host: 'example.org' }, false],
    [{ ResourceARN: 'arn:aws:*' }, false],
    [{ Attributes: { plan: 'pro' } }, false],
    [{ Attributes: {} }, true],
    [{ Attributes: null }, true],
  ])('%j: %s', (part, expected) => {
    expect(fitsRule(rule(part), service, request)).toBe(expected)
  })

  test('work that is no request fits rules about anything', () => {
    expect(fitsRule(rule(), service, { traceId })).toBe(true)
    expect(fitsRule(rule({ URLPath: '/*' }), service, { traceId })).toBe(false)
  })

  test('lowest number first, then by name', () => {
    const rules = [
      rule({ Priority: 2, RuleName: 'a' }),
      rule({ Priority: 1, RuleName: 'c' }),
      rule({ Priority: 1, RuleName: 'b' }),
    ]
    expect(inOrder([DEFAULT_RULE, ...rules]).map(({ RuleName }) => RuleName)).toEqual(['b', 'c', 'a', 'Default'])
  })
})

describe('reservoir and rate', () => {
  // Columns: reservoir size | quota | its end (s) | second of each trace -> sampled, borrowed. The rate never hits.
  test.each([
    ['borrows one a second', 5, undefined, 0, [0, 0, 0.9, 1, 1, 3], [1, 0, 0, 1, 0, 1], 3],
    ['an empty reservoir lends nothing', 0, undefined, 0, [0, 1], [0, 0], 0],
    ['a quota holds in each second', 5, 2, 100, [0, 0, 0, 1, 1, 1], [1, 1, 0, 1, 1, 0], 0],
    ['a quota of zero is none', 5, 0, 100, [0, 1], [0, 0], 0],
    ['a quota that has ended is borrowing again', 5, 2, 1, [0, 0, 1, 1], [1, 1, 1, 0], 1],
  ])('%s', (_name, size, quota, untilSecond, seconds, expected, borrowed) => {
    const reservoir = new XRayReservoir(rule({ ReservoirSize: size, FixedRate: 0 }))
    reservoir.adjust({ RuleName: 'r', ReservoirQuota: quota, ReservoirQuotaTTL: untilSecond }, 0)
    expect(seconds.map((second) => Number(reservoir.decide(second * 1_000, 0.5)))).toEqual(expected)
    const sampled = expected.filter(Boolean).length
    expect(reservoir.report(0)).toEqual({ RequestCount: seconds.length, SampledCount: sampled, BorrowCount: borrowed })
  })

  test('beyond the reservoir the rate decides, below it', () => {
    const reservoir = new XRayReservoir(rule({ ReservoirSize: 0, FixedRate: 0.05 }))
    expect([0.049, 0.05, 0.9].map((random) => reservoir.decide(0, random))).toEqual([true, false, false])
    reservoir.adjust({ RuleName: 'r', FixedRate: 0.5 }, 0)
    expect(reservoir.decide(0, 0.4)).toBe(true)
    reservoir.change(rule({ ReservoirSize: 0, FixedRate: 0.1 }))
    expect(reservoir.decide(0, 0.4)).toBe(false)
  })

  test('reports are given when there is something, and not sooner than asked for', () => {
    const reservoir = new XRayReservoir(rule())
    expect(reservoir.report(0)).toBeUndefined()
    reservoir.adjust({ RuleName: 'r', ReservoirQuota: null, ReservoirQuotaTTL: null, Interval: 10 }, 1_000)
    reservoir.decide(1_000, 1)
    expect(reservoir.report(10_999)).toBeUndefined()
    const counts = reservoir.report(11_000)
    expect(counts).toEqual({ RequestCount: 1, SampledCount: 1, BorrowCount: 1 })
    expect(reservoir.report(11_000)).toBeUndefined()
    reservoir.restore(counts!)
    reservoir.decide(11_001, 1)
    expect(reservoir.report(11_001)).toEqual({ RequestCount: 2, SampledCount: 2, BorrowCount: 2 })
  })
})

describe('all rules', () => {
  test('the first that fits decides; without rules, or with old ones, the default: one a second and 5 %', () => {
    let nowMs = 0
    let random = 0.5
    const rules = new XRayRules(
      () => service,
      () => nowMs,
      () => random,
    )
    expect([rules.decide(request), rules.decide(request)]).toEqual([true, false])
    random = 0.04
    expect(rules.decide(request)).toBe(true)
    random = 0.5
    rules.load([
      DEFAULT_RULE,
      rule({ URLPath: '/api/*', FixedRate: 1 }),
      rule({ RuleName: 'no', URLPath: '/no', FixedRate: 0, ReservoirSize: 0 }),
    ])
    expect([rules.decide(request), rules.decide(request)]).toEqual([true, true])
    expect(rules.decide({ ...request, path: '/no' })).toBe(false)
    expect(rules.reports().map(({ RuleName, RequestCount }) => [RuleName, RequestCount])).toEqual([
      ['no', 1],
      ['r', 2],
    ])
    nowMs = 3_600_000
    expect([rules.decide(request), rules.decide(request)]).toEqual([true, false])
  })

  test('a rule that stays keeps its quota', () => {
    const rules = new XRayRules(
      () => service,
      () => 0,
      () => 1,
    )
    rules.load([rule({ FixedRate: 0 })])
    rules.adjust([
      { RuleName: 'r', ReservoirQuota: 3, ReservoirQuotaTTL: 60 },
      { RuleName: 'unknown', FixedRate: 1 },
    ])
    rules.load([rule({ FixedRate: 0 }), rule({ RuleName: 'new', Priority: 1, Host: 'x' })])
    expect([1, 2, 3, 4].map(() => rules.decide(request))).toEqual([true, true, true, false])
  })
})

/** Answers in order, and keeps what was asked. */
function scripted(answers: readonly (object | string)[]): { call: CallXRay; asked: (readonly [string, unknown])[] } {
  const asked: (readonly [string, unknown])[] = []
  const left = [...answers]
  const call: CallXRay = (operation, input) => {
    asked.push([operation, JSON.parse(input)])
    const next = left.shift() ?? 'nothing left'
    const outcome: Outcome =
      typeof next === 'string'
        ? { kind: 'passing', reason: next }
        : { kind: 'done', answer: { status: 200, retryAfterMs: undefined, body: JSON.stringify(next) } }
    return Promise.resolve(outcome)
  }
  return { call, asked }
}

const records = (...rules: readonly object[]) => ({
  SamplingRuleRecords: rules.map((SamplingRule) => ({ SamplingRule })),
})

describe('asking X-Ray', () => {
  function poller(answers: readonly (object | string)[]) {
    const warnings: string[] = []
    const rules = new XRayRules(
      () => service,
      () => 60_000,
      () => 0.5,
    )
    const { call, asked } = scripted(answers)
    const options = { rules, call, warnings: new Warnings((text) => warnings.push(text)), now: () => 60_500 }
    return { rules, asked, warnings, polling: new XRayPoller(options) }
  }

  test('rules of all pages are taken; a rule that lacks something is left out', async () => {
    const broken = { ...rule({ RuleName: 'broken', Priority: 1 }), FixedRate: undefined }
    const { rules, asked, polling } = poller([
      { ...records(rule({ FixedRate: 1 }), broken), NextToken: 't' },
      records(DEFAULT_RULE),
    ])
    expect(await polling.fetchRules()).toBe(true)
    polling.close()
    expect(asked).toEqual([
      ['GetSamplingRules', {}],
      ['GetSamplingRules', { NextToken: 't' }],
    ])
    expect([rules.decide(request), rules.decide(request), rules.decide(request)]).toEqual([true, true, true])
  })

  test('counts are reported, quotas taken, and changed rules fetched', async () => {
    const target = { RuleName: 'r', FixedRate: 0, ReservoirQuota: 2, ReservoirQuotaTTL: 360, Interval: 0 }
    const answer = { SamplingTargetDocuments: [target], LastRuleModification: 1.7e9, UnprocessedStatistics: [] }
    const { rules, asked, polling } = poller([records(rule()), answer, records(rule()), answer])
    await polling.fetchRules()
    await polling.exchange()
    expect(asked).toHaveLength(1)
    rules.decide(request)
    await polling.exchange()
    expect(asked[1]).toEqual([
      'GetSamplingTargets',
      {
        SamplingStatisticsDocuments: [
          {
            RuleName: 'r',
            ClientID: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
            Timestamp: 60,
            RequestCount: 1,
            SampledCount: 1,
            BorrowCount: 1,
          },
        ],
      },
    ])
    expect(asked.map(([operation]) => operation)).toEqual([
      'GetSamplingRules',
      'GetSamplingTargets',
      'GetSamplingRules',
    ])
    // One of this second is taken already.
    expect([rules.decide(request), rules.decide(request)]).toEqual([true, false])
    await polling.exchange()
    polling.close()
    expect(asked).toHaveLength(4)
  })

  test('while X-Ray is away: one warning, the default rule, and no count is lost', async () => {
    const away = '127.0.0.1 cannot be reached'
    const { rules, asked, warnings, polling } = poller([away, records(rule()), away, away])
    expect(await polling.fetchRules()).toBe(false)
    expect([rules.decide(request), rules.decide(request)]).toEqual([true, false])
    await polling.fetchRules()
    rules.decide(request)
    await polling.exchange()
    await polling.exchange()
    polling.close()
    const reported = asked
      .slice(2)
      .map(
        ([, input]) =>
          (input as { SamplingStatisticsDocuments: { RequestCount: number }[] }).SamplingStatisticsDocuments[0]
            ?.RequestCount,
      )
    expect(reported).toEqual([1, 1])
    expect(warnings).toEqual(['X-Ray sampling rules are not available, GetSamplingRules: 127.0.0.1 cannot be reached'])
  })
})

test('X-Ray is asked signed, its daemon unsigned', async () => {
  const memory = new MemorySend()
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' }
  const aws = callXRay({ region: 'eu-west-1', credentials, send: memory.send })
  await aws('GetSamplingTargets', '{}')
  const daemon = callDaemon({ host: '127.0.0.1', port: 2_000 }, memory.send)
  await daemon('GetSamplingRules', '{}')
  memory.answer({ status: 500 })
  expect(await daemon('GetSamplingTargets', '{}')).toEqual({
    kind: 'passing',
    reason: 'status 500 of the daemon at 127.0.0.1:2000',
  })
  expect(memory.requests.map(({ url, headers }) => [url, headers.authorization?.split(',')[0]])).toEqual([
    [
      'https://xray.eu-west-1.amazonaws.com/SamplingTargets',
      expect.stringMatching(/AWS4-HMAC-SHA256 Credential=a\/\d+\/eu-west-1\/xray\/aws4_request/),
    ],
    ['http://127.0.0.1:2000/GetSamplingRules', undefined],
    ['http://127.0.0.1:2000/SamplingTargets', undefined],
  ])
})
