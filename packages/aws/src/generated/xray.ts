// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

export interface Alias {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
}

export interface AnnotationValue {
  readonly NumberValue?: number | undefined
  readonly BooleanValue?: boolean | undefined
  readonly StringValue?: string | undefined
}

export interface AnomalousService {
  readonly ServiceId?: ServiceId | undefined
}

export interface AvailabilityZoneDetail {
  readonly Name?: string | undefined
}

export interface BackendConnectionErrors {
  readonly TimeoutCount?: number | undefined
  readonly ConnectionRefusedCount?: number | undefined
  readonly HTTPCode4XXCount?: number | undefined
  readonly HTTPCode5XXCount?: number | undefined
  readonly UnknownHostCount?: number | undefined
  readonly OtherCount?: number | undefined
}

export interface BatchGetTracesRequest {
  readonly TraceIds: readonly string[]
  readonly NextToken?: string | undefined
}

export interface BatchGetTracesResult {
  readonly Traces?: readonly Trace[] | undefined
  readonly UnprocessedTraceIds?: readonly string[] | undefined
  readonly NextToken?: string | undefined
}

export interface CancelTraceRetrievalRequest {
  readonly RetrievalToken: string
}

export type CancelTraceRetrievalResult = { readonly [key: string]: never }

export interface CreateGroupRequest {
  readonly GroupName: string
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
  readonly Tags?: readonly Tag[] | undefined
}

export interface CreateGroupResult {
  readonly Group?: Group | undefined
}

export interface CreateSamplingRuleRequest {
  readonly SamplingRule: SamplingRule
  readonly Tags?: readonly Tag[] | undefined
}

export interface CreateSamplingRuleResult {
  readonly SamplingRuleRecord?: SamplingRuleRecord | undefined
}

export interface DeleteGroupRequest {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
}

export type DeleteGroupResult = { readonly [key: string]: never }

export interface DeleteResourcePolicyRequest {
  readonly PolicyName: string
  readonly PolicyRevisionId?: string | undefined
}

export type DeleteResourcePolicyResult = { readonly [key: string]: never }

export interface DeleteSamplingRuleRequest {
  readonly RuleName?: string | undefined
  readonly RuleARN?: string | undefined
}

export interface DeleteSamplingRuleResult {
  readonly SamplingRuleRecord?: SamplingRuleRecord | undefined
}

export interface Edge {
  readonly ReferenceId?: number | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly SummaryStatistics?: EdgeStatistics | undefined
  readonly ResponseTimeHistogram?: readonly HistogramEntry[] | undefined
  readonly Aliases?: readonly Alias[] | undefined
  readonly EdgeType?: string | undefined
  readonly ReceivedEventAgeHistogram?: readonly HistogramEntry[] | undefined
}

export interface EdgeStatistics {
  readonly OkCount?: number | undefined
  readonly ErrorStatistics?: ErrorStatistics | undefined
  readonly FaultStatistics?: FaultStatistics | undefined
  readonly TotalCount?: number | undefined
  readonly TotalResponseTime?: number | undefined
}

export interface EncryptionConfig {
  readonly KeyId?: string | undefined
  readonly Status?: 'UPDATING' | 'ACTIVE' | undefined
  readonly Type?: 'NONE' | 'KMS' | undefined
}

export interface ErrorRootCause {
  readonly Services?: readonly ErrorRootCauseService[] | undefined
  readonly ClientImpacting?: boolean | undefined
}

export interface ErrorRootCauseEntity {
  readonly Name?: string | undefined
  readonly Exceptions?: readonly RootCauseException[] | undefined
  readonly Remote?: boolean | undefined
}

export interface ErrorRootCauseService {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
  readonly AccountId?: string | undefined
  readonly EntityPath?: readonly ErrorRootCauseEntity[] | undefined
  readonly Inferred?: boolean | undefined
}

export interface ErrorStatistics {
  readonly ThrottleCount?: number | undefined
  readonly OtherCount?: number | undefined
  readonly TotalCount?: number | undefined
}

export interface FaultRootCause {
  readonly Services?: readonly FaultRootCauseService[] | undefined
  readonly ClientImpacting?: boolean | undefined
}

export interface FaultRootCauseEntity {
  readonly Name?: string | undefined
  readonly Exceptions?: readonly RootCauseException[] | undefined
  readonly Remote?: boolean | undefined
}

export interface FaultRootCauseService {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
  readonly AccountId?: string | undefined
  readonly EntityPath?: readonly FaultRootCauseEntity[] | undefined
  readonly Inferred?: boolean | undefined
}

export interface FaultStatistics {
  readonly OtherCount?: number | undefined
  readonly TotalCount?: number | undefined
}

export interface ForecastStatistics {
  readonly FaultCountHigh?: number | undefined
  readonly FaultCountLow?: number | undefined
}

export type GetEncryptionConfigRequest = { readonly [key: string]: never }

export interface GetEncryptionConfigResult {
  readonly EncryptionConfig?: EncryptionConfig | undefined
}

export interface GetGroupRequest {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
}

export interface GetGroupResult {
  readonly Group?: Group | undefined
}

export interface GetGroupsRequest {
  readonly NextToken?: string | undefined
}

export interface GetGroupsResult {
  readonly Groups?: readonly GroupSummary[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetIndexingRulesRequest {
  readonly NextToken?: string | undefined
}

export interface GetIndexingRulesResult {
  readonly IndexingRules?: readonly IndexingRule[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetInsightEventsRequest {
  readonly InsightId: string
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface GetInsightEventsResult {
  readonly InsightEvents?: readonly InsightEvent[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetInsightImpactGraphRequest {
  readonly InsightId: string
  readonly StartTime: number
  readonly EndTime: number
  readonly NextToken?: string | undefined
}

export interface GetInsightImpactGraphResult {
  readonly InsightId?: string | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly ServiceGraphStartTime?: number | undefined
  readonly ServiceGraphEndTime?: number | undefined
  readonly Services?: readonly InsightImpactGraphService[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetInsightRequest {
  readonly InsightId: string
}

export interface GetInsightResult {
  readonly Insight?: Insight | undefined
}

export interface GetInsightSummariesRequest {
  readonly States?: readonly ('ACTIVE' | 'CLOSED')[] | undefined
  readonly GroupARN?: string | undefined
  readonly GroupName?: string | undefined
  readonly StartTime: number
  readonly EndTime: number
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface GetInsightSummariesResult {
  readonly InsightSummaries?: readonly InsightSummary[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetRetrievedTracesGraphRequest {
  readonly RetrievalToken: string
  readonly NextToken?: string | undefined
}

export interface GetRetrievedTracesGraphResult {
  readonly RetrievalStatus?: 'SCHEDULED' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'TIMEOUT' | undefined
  readonly Services?: readonly RetrievedService[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetSamplingRulesRequest {
  readonly NextToken?: string | undefined
}

export interface GetSamplingRulesResult {
  readonly SamplingRuleRecords?: readonly SamplingRuleRecord[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetSamplingStatisticSummariesRequest {
  readonly NextToken?: string | undefined
}

export interface GetSamplingStatisticSummariesResult {
  readonly SamplingStatisticSummaries?: readonly SamplingStatisticSummary[] | undefined
  readonly NextToken?: string | undefined
}

export interface GetSamplingTargetsRequest {
  readonly SamplingStatisticsDocuments: readonly SamplingStatisticsDocument[]
  readonly SamplingBoostStatisticsDocuments?: readonly SamplingBoostStatisticsDocument[] | undefined
}

export interface GetSamplingTargetsResult {
  readonly SamplingTargetDocuments?: readonly SamplingTargetDocument[] | undefined
  readonly LastRuleModification?: number | undefined
  readonly UnprocessedStatistics?: readonly UnprocessedStatistics[] | undefined
  readonly UnprocessedBoostStatistics?: readonly UnprocessedStatistics[] | undefined
}

export interface GetServiceGraphRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly NextToken?: string | undefined
}

export interface GetServiceGraphResult {
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly Services?: readonly Service[] | undefined
  readonly ContainsOldGroupVersions?: boolean | undefined
  readonly NextToken?: string | undefined
}

export interface GetTimeSeriesServiceStatisticsRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly EntitySelectorExpression?: string | undefined
  readonly Period?: number | undefined
  readonly ForecastStatistics?: boolean | undefined
  readonly NextToken?: string | undefined
}

export interface GetTimeSeriesServiceStatisticsResult {
  readonly TimeSeriesServiceStatistics?: readonly TimeSeriesServiceStatistics[] | undefined
  readonly ContainsOldGroupVersions?: boolean | undefined
  readonly NextToken?: string | undefined
}

export interface GetTraceGraphRequest {
  readonly TraceIds: readonly string[]
  readonly NextToken?: string | undefined
}

export interface GetTraceGraphResult {
  readonly Services?: readonly Service[] | undefined
  readonly NextToken?: string | undefined
}

export type GetTraceSegmentDestinationRequest = { readonly [key: string]: never }

export interface GetTraceSegmentDestinationResult {
  readonly Destination?: 'XRay' | 'CloudWatchLogs' | undefined
  readonly Status?: 'PENDING' | 'ACTIVE' | undefined
}

export interface GetTraceSummariesRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly TimeRangeType?: 'TraceId' | 'Event' | 'Service' | undefined
  readonly Sampling?: boolean | undefined
  readonly SamplingStrategy?: SamplingStrategy | undefined
  readonly FilterExpression?: string | undefined
  readonly NextToken?: string | undefined
}

export interface GetTraceSummariesResult {
  readonly TraceSummaries?: readonly TraceSummary[] | undefined
  readonly ApproximateTime?: number | undefined
  readonly TracesProcessedCount?: number | undefined
  readonly NextToken?: string | undefined
}

export interface GraphLink {
  readonly ReferenceType?: string | undefined
  readonly SourceTraceId?: string | undefined
  readonly DestinationTraceIds?: readonly string[] | undefined
}

export interface Group {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
}

export interface GroupSummary {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
}

export interface HistogramEntry {
  readonly Value?: number | undefined
  readonly Count?: number | undefined
}

export interface Http {
  readonly HttpURL?: string | undefined
  readonly HttpStatus?: number | undefined
  readonly HttpMethod?: string | undefined
  readonly UserAgent?: string | undefined
  readonly ClientIp?: string | undefined
}

export interface IndexingRule {
  readonly Name?: string | undefined
  readonly ModifiedAt?: number | undefined
  readonly Rule?: IndexingRuleValue | undefined
}

export interface IndexingRuleValue {
  readonly Probabilistic?: ProbabilisticRuleValue | undefined
}

export interface IndexingRuleValueUpdate {
  readonly Probabilistic?: ProbabilisticRuleValueUpdate | undefined
}

export interface Insight {
  readonly InsightId?: string | undefined
  readonly GroupARN?: string | undefined
  readonly GroupName?: string | undefined
  readonly RootCauseServiceId?: ServiceId | undefined
  readonly Categories?: readonly 'FAULT'[] | undefined
  readonly State?: 'ACTIVE' | 'CLOSED' | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly Summary?: string | undefined
  readonly ClientRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly RootCauseServiceRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly TopAnomalousServices?: readonly AnomalousService[] | undefined
}

export interface InsightEvent {
  readonly Summary?: string | undefined
  readonly EventTime?: number | undefined
  readonly ClientRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly RootCauseServiceRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly TopAnomalousServices?: readonly AnomalousService[] | undefined
}

export interface InsightImpactGraphEdge {
  readonly ReferenceId?: number | undefined
}

export interface InsightImpactGraphService {
  readonly ReferenceId?: number | undefined
  readonly Type?: string | undefined
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly AccountId?: string | undefined
  readonly Edges?: readonly InsightImpactGraphEdge[] | undefined
}

export interface InsightSummary {
  readonly InsightId?: string | undefined
  readonly GroupARN?: string | undefined
  readonly GroupName?: string | undefined
  readonly RootCauseServiceId?: ServiceId | undefined
  readonly Categories?: readonly 'FAULT'[] | undefined
  readonly State?: 'ACTIVE' | 'CLOSED' | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly Summary?: string | undefined
  readonly ClientRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly RootCauseServiceRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly TopAnomalousServices?: readonly AnomalousService[] | undefined
  readonly LastUpdateTime?: number | undefined
}

export interface InsightsConfiguration {
  readonly InsightsEnabled?: boolean | undefined
  readonly NotificationsEnabled?: boolean | undefined
}

export interface InstanceIdDetail {
  readonly Id?: string | undefined
}

export interface ListResourcePoliciesRequest {
  readonly NextToken?: string | undefined
}

export interface ListResourcePoliciesResult {
  readonly ResourcePolicies?: readonly ResourcePolicy[] | undefined
  readonly NextToken?: string | undefined
}

export interface ListRetrievedTracesRequest {
  readonly RetrievalToken: string
  readonly TraceFormat?: 'XRAY' | 'OTEL' | undefined
  readonly NextToken?: string | undefined
}

export interface ListRetrievedTracesResult {
  readonly RetrievalStatus?: 'SCHEDULED' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'TIMEOUT' | undefined
  readonly TraceFormat?: 'XRAY' | 'OTEL' | undefined
  readonly Traces?: readonly RetrievedTrace[] | undefined
  readonly NextToken?: string | undefined
}

export interface ListTagsForResourceRequest {
  readonly ResourceARN: string
  readonly NextToken?: string | undefined
}

export interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[] | undefined
  readonly NextToken?: string | undefined
}

export interface ProbabilisticRuleValue {
  readonly DesiredSamplingPercentage?: number | undefined
  readonly ActualSamplingPercentage?: number | undefined
}

export interface ProbabilisticRuleValueUpdate {
  readonly DesiredSamplingPercentage: number
}

export interface PutEncryptionConfigRequest {
  readonly KeyId?: string | undefined
  readonly Type: 'NONE' | 'KMS'
}

export interface PutEncryptionConfigResult {
  readonly EncryptionConfig?: EncryptionConfig | undefined
}

export interface PutResourcePolicyRequest {
  readonly PolicyName: string
  readonly PolicyDocument: string
  readonly PolicyRevisionId?: string | undefined
  readonly BypassPolicyLockoutCheck?: boolean | undefined
}

export interface PutResourcePolicyResult {
  readonly ResourcePolicy?: ResourcePolicy | undefined
}

export interface PutTelemetryRecordsRequest {
  readonly TelemetryRecords: readonly TelemetryRecord[]
  readonly EC2InstanceId?: string | undefined
  readonly Hostname?: string | undefined
  readonly ResourceARN?: string | undefined
}

export type PutTelemetryRecordsResult = { readonly [key: string]: never }

export interface PutTraceSegmentsRequest {
  readonly TraceSegmentDocuments: readonly string[]
}

export interface PutTraceSegmentsResult {
  readonly UnprocessedTraceSegments?: readonly UnprocessedTraceSegment[] | undefined
}

export interface RequestImpactStatistics {
  readonly FaultCount?: number | undefined
  readonly OkCount?: number | undefined
  readonly TotalCount?: number | undefined
}

export interface ResourceARNDetail {
  readonly ARN?: string | undefined
}

export interface ResourcePolicy {
  readonly PolicyName?: string | undefined
  readonly PolicyDocument?: string | undefined
  readonly PolicyRevisionId?: string | undefined
  readonly LastUpdatedTime?: number | undefined
}

export interface ResponseTimeRootCause {
  readonly Services?: readonly ResponseTimeRootCauseService[] | undefined
  readonly ClientImpacting?: boolean | undefined
}

export interface ResponseTimeRootCauseEntity {
  readonly Name?: string | undefined
  readonly Coverage?: number | undefined
  readonly Remote?: boolean | undefined
}

export interface ResponseTimeRootCauseService {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
  readonly AccountId?: string | undefined
  readonly EntityPath?: readonly ResponseTimeRootCauseEntity[] | undefined
  readonly Inferred?: boolean | undefined
}

export interface RetrievedService {
  readonly Service?: Service | undefined
  readonly Links?: readonly GraphLink[] | undefined
}

export interface RetrievedTrace {
  readonly Id?: string | undefined
  readonly Duration?: number | undefined
  readonly Spans?: readonly Span[] | undefined
}

export interface RootCauseException {
  readonly Name?: string | undefined
  readonly Message?: string | undefined
}

export interface SamplingBoost {
  readonly BoostRate?: number | undefined
  readonly BoostRateTTL?: number | undefined
}

export interface SamplingBoostStatisticsDocument {
  readonly RuleName: string
  readonly ServiceName: string
  readonly Timestamp: number
  readonly AnomalyCount: number
  readonly TotalCount: number
  readonly SampledAnomalyCount: number
}

export interface SamplingRateBoost {
  readonly MaxRate: number
  readonly CooldownWindowMinutes: number
}

export interface SamplingRule {
  readonly RuleName?: string | undefined
  readonly RuleARN?: string | undefined
  readonly ResourceARN: string
  readonly Priority: number
  readonly FixedRate: number
  readonly ReservoirSize: number
  readonly ServiceName: string
  readonly ServiceType: string
  readonly Host: string
  readonly HTTPMethod: string
  readonly URLPath: string
  readonly Version: number
  readonly Attributes?: { readonly [key: string]: string } | undefined
  readonly SamplingRateBoost?: SamplingRateBoost | undefined
}

export interface SamplingRuleRecord {
  readonly SamplingRule?: SamplingRule | undefined
  readonly CreatedAt?: number | undefined
  readonly ModifiedAt?: number | undefined
}

export interface SamplingRuleUpdate {
  readonly RuleName?: string | undefined
  readonly RuleARN?: string | undefined
  readonly ResourceARN?: string | undefined
  readonly Priority?: number | undefined
  readonly FixedRate?: number | undefined
  readonly ReservoirSize?: number | undefined
  readonly Host?: string | undefined
  readonly ServiceName?: string | undefined
  readonly ServiceType?: string | undefined
  readonly HTTPMethod?: string | undefined
  readonly URLPath?: string | undefined
  readonly Attributes?: { readonly [key: string]: string } | undefined
  readonly SamplingRateBoost?: SamplingRateBoost | undefined
}

export interface SamplingStatisticSummary {
  readonly RuleName?: string | undefined
  readonly Timestamp?: number | undefined
  readonly RequestCount?: number | undefined
  readonly BorrowCount?: number | undefined
  readonly SampledCount?: number | undefined
}

export interface SamplingStatisticsDocument {
  readonly RuleName: string
  readonly ClientID: string
  readonly Timestamp: number
  readonly RequestCount: number
  readonly SampledCount: number
  readonly BorrowCount?: number | undefined
}

export interface SamplingStrategy {
  readonly Name?: 'PartialScan' | 'FixedRate' | undefined
  readonly Value?: number | undefined
}

export interface SamplingTargetDocument {
  readonly RuleName?: string | undefined
  readonly FixedRate?: number | undefined
  readonly ReservoirQuota?: number | undefined
  readonly ReservoirQuotaTTL?: number | undefined
  readonly Interval?: number | undefined
  readonly SamplingBoost?: SamplingBoost | undefined
}

export interface Segment {
  readonly Id?: string | undefined
  readonly Document?: string | undefined
}

export interface Service {
  readonly ReferenceId?: number | undefined
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Root?: boolean | undefined
  readonly AccountId?: string | undefined
  readonly Type?: string | undefined
  readonly State?: string | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly Edges?: readonly Edge[] | undefined
  readonly SummaryStatistics?: ServiceStatistics | undefined
  readonly DurationHistogram?: readonly HistogramEntry[] | undefined
  readonly ResponseTimeHistogram?: readonly HistogramEntry[] | undefined
}

export interface ServiceId {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly AccountId?: string | undefined
  readonly Type?: string | undefined
}

export interface ServiceStatistics {
  readonly OkCount?: number | undefined
  readonly ErrorStatistics?: ErrorStatistics | undefined
  readonly FaultStatistics?: FaultStatistics | undefined
  readonly TotalCount?: number | undefined
  readonly TotalResponseTime?: number | undefined
}

export interface Span {
  readonly Id?: string | undefined
  readonly Document?: string | undefined
}

export interface StartTraceRetrievalRequest {
  readonly TraceIds: readonly string[]
  readonly StartTime: number
  readonly EndTime: number
}

export interface StartTraceRetrievalResult {
  readonly RetrievalToken?: string | undefined
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface TagResourceRequest {
  readonly ResourceARN: string
  readonly Tags: readonly Tag[]
}

export type TagResourceResponse = { readonly [key: string]: never }

export interface TelemetryRecord {
  readonly Timestamp: number
  readonly SegmentsReceivedCount?: number | undefined
  readonly SegmentsSentCount?: number | undefined
  readonly SegmentsSpilloverCount?: number | undefined
  readonly SegmentsRejectedCount?: number | undefined
  readonly BackendConnectionErrors?: BackendConnectionErrors | undefined
}

export interface TimeSeriesServiceStatistics {
  readonly Timestamp?: number | undefined
  readonly EdgeSummaryStatistics?: EdgeStatistics | undefined
  readonly ServiceSummaryStatistics?: ServiceStatistics | undefined
  readonly ServiceForecastStatistics?: ForecastStatistics | undefined
  readonly ResponseTimeHistogram?: readonly HistogramEntry[] | undefined
}

export interface Trace {
  readonly Id?: string | undefined
  readonly Duration?: number | undefined
  readonly LimitExceeded?: boolean | undefined
  readonly Segments?: readonly Segment[] | undefined
}

export interface TraceSummary {
  readonly Id?: string | undefined
  readonly StartTime?: number | undefined
  readonly Duration?: number | undefined
  readonly ResponseTime?: number | undefined
  readonly HasFault?: boolean | undefined
  readonly HasError?: boolean | undefined
  readonly HasThrottle?: boolean | undefined
  readonly IsPartial?: boolean | undefined
  readonly Http?: Http | undefined
  readonly Annotations?: { readonly [key: string]: readonly ValueWithServiceIds[] } | undefined
  readonly Users?: readonly TraceUser[] | undefined
  readonly ServiceIds?: readonly ServiceId[] | undefined
  readonly ResourceARNs?: readonly ResourceARNDetail[] | undefined
  readonly InstanceIds?: readonly InstanceIdDetail[] | undefined
  readonly AvailabilityZones?: readonly AvailabilityZoneDetail[] | undefined
  readonly EntryPoint?: ServiceId | undefined
  readonly FaultRootCauses?: readonly FaultRootCause[] | undefined
  readonly ErrorRootCauses?: readonly ErrorRootCause[] | undefined
  readonly ResponseTimeRootCauses?: readonly ResponseTimeRootCause[] | undefined
  readonly Revision?: number | undefined
  readonly MatchedEventTime?: number | undefined
}

export interface TraceUser {
  readonly UserName?: string | undefined
  readonly ServiceIds?: readonly ServiceId[] | undefined
}

export interface UnprocessedStatistics {
  readonly RuleName?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly Message?: string | undefined
}

export interface UnprocessedTraceSegment {
  readonly Id?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly Message?: string | undefined
}

export interface UntagResourceRequest {
  readonly ResourceARN: string
  readonly TagKeys: readonly string[]
}

export type UntagResourceResponse = { readonly [key: string]: never }

export interface UpdateGroupRequest {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
}

export interface UpdateGroupResult {
  readonly Group?: Group | undefined
}

export interface UpdateIndexingRuleRequest {
  readonly Name: string
  readonly Rule: IndexingRuleValueUpdate
}

export interface UpdateIndexingRuleResult {
  readonly IndexingRule?: IndexingRule | undefined
}

export interface UpdateSamplingRuleRequest {
  readonly SamplingRuleUpdate: SamplingRuleUpdate
}

export interface UpdateSamplingRuleResult {
  readonly SamplingRuleRecord?: SamplingRuleRecord | undefined
}

export interface UpdateTraceSegmentDestinationRequest {
  readonly Destination?: 'XRay' | 'CloudWatchLogs' | undefined
}

export interface UpdateTraceSegmentDestinationResult {
  readonly Destination?: 'XRay' | 'CloudWatchLogs' | undefined
  readonly Status?: 'PENDING' | 'ACTIVE' | undefined
}

export interface ValueWithServiceIds {
  readonly AnnotationValue?: AnnotationValue | undefined
  readonly ServiceIds?: readonly ServiceId[] | undefined
}

/** Input and output of each operation of XRay. */
export interface XrayOperations {
  readonly BatchGetTraces: { readonly input: BatchGetTracesRequest; readonly output: BatchGetTracesResult }
  readonly CancelTraceRetrieval: { readonly input: CancelTraceRetrievalRequest; readonly output: CancelTraceRetrievalResult }
  readonly CreateGroup: { readonly input: CreateGroupRequest; readonly output: CreateGroupResult }
  readonly CreateSamplingRule: { readonly input: CreateSamplingRuleRequest; readonly output: CreateSamplingRuleResult }
  readonly DeleteGroup: { readonly input: DeleteGroupRequest; readonly output: DeleteGroupResult }
  readonly DeleteResourcePolicy: { readonly input: DeleteResourcePolicyRequest; readonly output: DeleteResourcePolicyResult }
  readonly DeleteSamplingRule: { readonly input: DeleteSamplingRuleRequest; readonly output: DeleteSamplingRuleResult }
  readonly GetEncryptionConfig: { readonly input: GetEncryptionConfigRequest; readonly output: GetEncryptionConfigResult }
  readonly GetGroup: { readonly input: GetGroupRequest; readonly output: GetGroupResult }
  readonly GetGroups: { readonly input: GetGroupsRequest; readonly output: GetGroupsResult }
  readonly GetIndexingRules: { readonly input: GetIndexingRulesRequest; readonly output: GetIndexingRulesResult }
  readonly GetInsight: { readonly input: GetInsightRequest; readonly output: GetInsightResult }
  readonly GetInsightEvents: { readonly input: GetInsightEventsRequest; readonly output: GetInsightEventsResult }
  readonly GetInsightImpactGraph: { readonly input: GetInsightImpactGraphRequest; readonly output: GetInsightImpactGraphResult }
  readonly GetInsightSummaries: { readonly input: GetInsightSummariesRequest; readonly output: GetInsightSummariesResult }
  readonly GetRetrievedTracesGraph: { readonly input: GetRetrievedTracesGraphRequest; readonly output: GetRetrievedTracesGraphResult }
  readonly GetSamplingRules: { readonly input: GetSamplingRulesRequest; readonly output: GetSamplingRulesResult }
  readonly GetSamplingStatisticSummaries: { readonly input: GetSamplingStatisticSummariesRequest; readonly output: GetSamplingStatisticSummariesResult }
  readonly GetSamplingTargets: { readonly input: GetSamplingTargetsRequest; readonly output: GetSamplingTargetsResult }
  readonly GetServiceGraph: { readonly input: GetServiceGraphRequest; readonly output: GetServiceGraphResult }
  readonly GetTimeSeriesServiceStatistics: { readonly input: GetTimeSeriesServiceStatisticsRequest; readonly output: GetTimeSeriesServiceStatisticsResult }
  readonly GetTraceGraph: { readonly input: GetTraceGraphRequest; readonly output: GetTraceGraphResult }
  readonly GetTraceSegmentDestination: { readonly input: GetTraceSegmentDestinationRequest; readonly output: GetTraceSegmentDestinationResult }
  readonly GetTraceSummaries: { readonly input: GetTraceSummariesRequest; readonly output: GetTraceSummariesResult }
  readonly ListResourcePolicies: { readonly input: ListResourcePoliciesRequest; readonly output: ListResourcePoliciesResult }
  readonly ListRetrievedTraces: { readonly input: ListRetrievedTracesRequest; readonly output: ListRetrievedTracesResult }
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse }
  readonly PutEncryptionConfig: { readonly input: PutEncryptionConfigRequest; readonly output: PutEncryptionConfigResult }
  readonly PutResourcePolicy: { readonly input: PutResourcePolicyRequest; readonly output: PutResourcePolicyResult }
  readonly PutTelemetryRecords: { readonly input: PutTelemetryRecordsRequest; readonly output: PutTelemetryRecordsResult }
  readonly PutTraceSegments: { readonly input: PutTraceSegmentsRequest; readonly output: PutTraceSegmentsResult }
  readonly StartTraceRetrieval: { readonly input: StartTraceRetrievalRequest; readonly output: StartTraceRetrievalResult }
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse }
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse }
  readonly UpdateGroup: { readonly input: UpdateGroupRequest; readonly output: UpdateGroupResult }
  readonly UpdateIndexingRule: { readonly input: UpdateIndexingRuleRequest; readonly output: UpdateIndexingRuleResult }
  readonly UpdateSamplingRule: { readonly input: UpdateSamplingRuleRequest; readonly output: UpdateSamplingRuleResult }
  readonly UpdateTraceSegmentDestination: { readonly input: UpdateTraceSegmentDestinationRequest; readonly output: UpdateTraceSegmentDestinationResult }
}
