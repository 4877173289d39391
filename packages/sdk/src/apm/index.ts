export { type AlertStatus, Alerts, type AlertsOptions } from './alerts/alerts.ts'
export { type EmailOptions, emailNotifier, type NodemailerLike } from './alerts/email.ts'
export {
  type AlertEvent,
  type AlertRule,
  type AlertSnapshot,
  type AlertState,
  type AlertStates,
  type Evaluation,
  evaluateAlerts,
} from './alerts/evaluate.ts'
export { type AlertNotice, type Notifier, NotifyFailed } from './alerts/notifier.ts'
export { slackNotifier, type WebhookOptions, webhookNotifier } from './alerts/webhooks.ts'
export { type Apm, type ApmOptions, createApm } from './apm.ts'
export type { SystemSource } from './monitor.ts'
export { type FastifyLike, type FastifyReplyLike, fastifyApm } from './mounts/fastify.ts'
export { type HonoContextLike, honoApm } from './mounts/hono.ts'
export { type KoaContextLike, koaApm } from './mounts/koa.ts'
export { nodeApm } from './mounts/node.ts'
export type { ApmSettings, ObservabilityState } from './observability.ts'
export type { ActiveRequest, RequestFigures, RequestSnapshot, RequestSource, RouteFigures } from './request-source.ts'
export type { ApmRequest, ApmResponse, Handle } from './router.ts'
