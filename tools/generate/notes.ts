/**
 * Where a supported operation differs from AWS, for the coverage page. By service, then operation.
 *
 * Say what a caller will notice, in one sentence. What needs more room belongs into the reference page of its topic.
 */
export const NOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  logs: {
    CreateScheduledQuery:
      'Results go to EventBridge and lookup tables; a destination in S3 is refused. Roles are kept, not used.',
    UpdateScheduledQuery: 'A destination in S3 is refused.',
    AssociateKmsKey: 'The key is remembered and shown; nothing is encrypted with it. `query-result:*` is refused.',
    DisassociateKmsKey: 'Forgets the key. `query-result:*` is refused.',
    FilterLogEvents: '`unmask` is ignored: nothing is masked.',
    GetLogEvents: '`unmask` is ignored: nothing is masked.',
    PutLogEvents:
      'No rate limit. All events of a stream have the `entity` that came last. The sequence token is accepted and ignored, as AWS does now.',
    PutResourcePolicy: 'The policy is kept and shown; nothing is decided by it.',
    StartLiveTail: 'Clients must switch off host prefix injection for an endpoint on `localhost` or an IP address.',
  },
  monitoring: {
    GetMetricData:
      'Functions that ask other AWS services (`INSIGHT_RULE_METRIC`, `SERVICE_QUOTA`, `DB_PERF_INSIGHTS`, `LAMBDA`) are empty; resources have no tags.',
    PutLogAlarm: '`ActionLogLineCount` is kept; log lines are not added to messages.',
    PutMetricAlarm: '`EvaluationCriteria` (PromQL) is refused.',
    PutMetricData: 'No rate limit. Entities are checked and otherwise not used.',
  },
  events: {
    CreateConnection:
      'Secrets are kept in the data directory, not in Secrets Manager: `SecretArn` is missing. Private APIs are refused. `KmsKeyIdentifier` is ignored.',
    UpdateConnection: 'Private APIs are refused. `KmsKeyIdentifier` is ignored.',
    CreateApiDestination: '`http://` is allowed too.',
    UpdateApiDestination: '`http://` is allowed too.',
    CreateEventBus: 'The key, the dead-letter queue and the log configuration are kept and shown, not used.',
    UpdateEventBus: 'The key, the dead-letter queue and the log configuration are kept and shown, not used.',
    PutPermission: 'The statement is kept and shown; nothing is decided by it, as accounts are not linked.',
    PutTargets: '`RoleArn` and `DeadLetterConfig` are kept, not used: dead letters are at `/api/actions`.',
  },
  sns: {
    AddPermission: 'The statement is kept and shown; nothing is decided by it.',
    CreateTopic: 'FIFO topics are refused. Encryption and delivery logging are kept, not used.',
    RemovePermission: 'A label that the policy does not have is no error.',
    Subscribe: '`sqs`, `firehose` and `application` are refused, and so is `RedrivePolicy`.',
  },
  sts: {
    GetCallerIdentity: "Every access key is its account's root user.",
  },
}
