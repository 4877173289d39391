import type { Tenant } from '@atalaya/model'
import type { HttpHandler, HttpHead, HttpRequest, Refusal } from './http-server.ts'
import { isForeignGet, type OriginRules } from './origins.ts'
import { jsonReply, type Reply, textReply } from './reply.ts'

/** What the server answers, beside being AWS. */
export interface Routes {
  /** Speaks for AWS. */
  readonly aws: {
    accepts(request: HttpHead): boolean
    readonly handle: HttpHandler
    refuse(request: HttpHead, refusal: Refusal): Reply
    /** Whose request to the server itself it is, or the answer to somebody who is not let in. */
    admit(request: HttpRequest): { readonly tenant: Tenant } | { readonly refusal: Reply }
  }
  readonly origins: OriginRules
  /** Body of `/health`. */
  readonly health: () => Health
  /** Body of `/metrics` in Prometheus' text format. */
  readonly metrics: () => Reply
  /** Body of `GET /api/actions`, what is being delivered, for a query string and whoever asks. */
  readonly actions: (query: string, tenant: Tenant) => unknown
  /** The certificate that signs messages of SNS, if it is at that path. */
  readonly certificate: (path: string) => string | undefined
  /** Forgets everything. Absent: the path does not exist. */
  readonly reset: (() => Promise<void>) | undefined
}

export interface Health {
  /** `degraded`: something optional is missing. `failing`: requests fail, and probes should notice. */
  readonly status: 'ok' | 'degraded' | 'failing'
  readonly version: string
  readonly uptimeSeconds: number
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>
  readonly store: Readonly<Record<string, number>>
}

const HOME = `Atalaya: CloudWatch metrics and Logs on this computer.

Point an AWS client here, for instance with AWS_ENDPOINT_URL:

  aws --endpoint-url http://HOST cloudwatch list-metrics
  aws --endpoint-url http://HOST logs describe-log-groups

GET /health   how the server is
GET /metrics  figures about the server for Prometheus
GET /api/actions  what alarms, topics and rules have set going
`

const FOREIGN =
  'Actions by GET are for this computer. Use POST, or allow pages of other sites with ATALAYA_CORS_ORIGINS.'

export function route(routes: Routes): HttpHandler {
  return async (request, signal) => {
    const own = await answerOwn(request, routes)
    if (own !== undefined) return own
    if (routes.aws.accepts(request)) {
      if (request.method === 'GET' && !isByToken(request.query) && isForeignGet(request.headers, routes.origins)) {
        return routes.aws.refuse(request, { reason: 'forbidden', message: FOREIGN })
      }
      return await routes.aws.handle(request, signal)
    }
    return jsonReply(404, { message: `There is nothing at ${request.method} ${request.path}` })
  }
}

/** Refuses a request before its body is read: clients of AWS in their protocol, others in JSON. */
export function refuseWith({ aws }: Pick<Routes, 'aws'>): (head: HttpHead, refusal: Refusal) => Reply {
  return (head, refusal) => {
    if (aws.accepts(head)) return aws.refuse(head, refusal)
    return jsonReply(STATUS[refusal.reason], { message: refusal.message })
  }
}

const STATUS: Readonly<Record<Refusal['reason'], number>> = { 'too-large': 413, busy: 503, forbidden: 403 }

/** Links in mails, opened from other sites; what they do needs a secret that only the mail told. */
function isByToken(query: string): boolean {
  return /^Action=(ConfirmSubscription|Unsubscribe)&/.test(query)
}

function actionsFor(request: HttpRequest, { aws, actions }: Routes): Reply {
  const admitted = aws.admit(request)
  return 'refusal' in admitted ? admitted.refusal : jsonReply(200, actions(request.query, admitted.tenant))
}

async function answerOwn(request: HttpRequest, routes: Routes): Promise<Reply | undefined> {
  const { path, headers } = request
  const method = request.method === 'HEAD' ? 'GET' : request.method
  switch (`${method} ${path}`) {
    case 'GET /':
      if (routes.aws.accepts(request)) return undefined
      return textReply(200, HOME.replaceAll('HOST', headers.host ?? '127.0.0.1:4580'))
    case 'GET /health': {
      const health = routes.health()
      return jsonReply(health.status === 'failing' ? 503 : 200, health)
    }
    case 'GET /metrics':
      return routes.metrics()
    case 'GET /api/actions':
      if (isForeignGet(request.headers, routes.origins)) return jsonReply(403, { message: FOREIGN })
      return actionsFor(request, routes)
    case 'POST /api/reset':
      if (routes.reset === undefined) return undefined
      await routes.reset()
      return jsonReply(200, { status: 'reset' })
    default: {
      const certificate = method === 'GET' && path.endsWith('.pem') ? routes.certificate(path) : undefined
      return certificate === undefined ? undefined : textReply(200, certificate, 'application/x-pem-file')
    }
  }
}
