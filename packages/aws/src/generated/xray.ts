// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

interface Alias {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
}

interface AnnotationValue {
  readonly NumberValue?: number | undefined
  readonly BooleanValue?: boolean | undefined
  readonly StringValue?: string | undefined
}

interface AnomalousService {
  readonly ServiceId?: ServiceId | undefined
}

interface AvailabilityZoneDetail {
  readonly Name?: string | undefined
}

interface BackendConnectionErrors {
  readonly TimeoutCount?: number | undefined
  readonly ConnectionRefusedCount?: number | undefined
  readonly HTTPCode4XXCount?: number | undefined
  readonly HTTPCode5XXCount?: number | undefined
  readonly UnknownHostCount?: number | undefined
  readonly OtherCount?: number | undefined
}

interface BatchGetTracesRequest {
  readonly TraceIds: readonly string[]
  readonly NextToken?: string | undefined
}

interface BatchGetTracesResult {
  readonly Traces?: readonly Trace[] | undefined
  readonly UnprocessedTraceIds?: readonly string[] | undefined
  readonly NextToken?: string | undefined
}

interface CancelTraceRetrievalRequest {
  readonly RetrievalToken: string
}

type CancelTraceRetrievalResult = { readonly [key: string]: never }

interface CreateGroupRequest {
  readonly GroupName: string
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
  readonly Tags?: readonly Tag[] | undefined
}

interface CreateGroupResult {
  readonly Group?: Group | undefined
}

interface CreateSamplingRuleRequest {
  readonly SamplingRule: SamplingRule
  readonly Tags?: readonly Tag[] | undefined
}

interface CreateSamplingRuleResult {
  readonly SamplingRuleRecord?: SamplingRuleRecord | undefined
}

interface DeleteGroupRequest {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
}

type DeleteGroupResult = { readonly [key: string]: never }

interface DeleteResourcePolicyRequest {
  readonly PolicyName: string
  readonly PolicyRevisionId?: string | undefined
}

type DeleteResourcePolicyResult = { readonly [key: string]: never }

interface DeleteSamplingRuleRequest {
  readonly RuleName?: string | undefined
  readonly RuleARN?: string | undefined
}

interface DeleteSamplingRuleResult {
  readonly SamplingRuleRecord?: SamplingRuleRecord | undefined
}

interface Edge {
  readonly ReferenceId?: number | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly SummaryStatistics?: EdgeStatistics | undefined
  readonly ResponseTimeHistogram?: readonly HistogramEntry[] | undefined
  readonly Aliases?: readonly Alias[] | undefined
  readonly EdgeType?: string | undefined
  readonly ReceivedEventAgeHistogram?: readonly HistogramEntry[] | undefined
}

interface EdgeStatistics {
  readonly OkCount?: number | undefined
  readonly ErrorStatistics?: ErrorStatistics | undefined
  readonly FaultStatistics?: FaultStatistics | undefined
  readonly TotalCount?: number | undefined
  readonly TotalResponseTime?: number | undefined
}

interface EncryptionConfig {
  readonly KeyId?: string | undefined
  readonly Status?: 'UPDATING' | 'ACTIVE' | undefined
  readonly Type?: 'NONE' | 'KMS' | undefined
}

interface ErrorRootCause {
  readonly Services?: readonly ErrorRootCauseService[] | undefined
  readonly ClientImpacting?: boolean | undefined
}

interface ErrorRootCauseEntity {
  readonly Name?: string | undefined
  readonly Exceptions?: readonly RootCauseException[] | undefined
  readonly Remote?: boolean | undefined
}

interface ErrorRootCauseService {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
  readonly AccountId?: string | undefined
  readonly EntityPath?: readonly ErrorRootCauseEntity[] | undefined
  readonly Inferred?: boolean | undefined
}

interface ErrorStatistics {
  readonly ThrottleCount?: number | undefined
  readonly OtherCount?: number | undefined
  readonly TotalCount?: number | undefined
}

interface FaultRootCause {
  readonly Services?: readonly FaultRootCauseService[] | undefined
  readonly ClientImpacting?: boolean | undefined
}

interface FaultRootCauseEntity {
  readonly Name?: string | undefined
  readonly Exceptions?: readonly RootCauseException[] | undefined
  readonly Remote?: boolean | undefined
}

interface FaultRootCauseService {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
  readonly AccountId?: string | undefined
  readonly EntityPath?: readonly FaultRootCauseEntity[] | undefined
  readonly Inferred?: boolean | undefined
}

interface FaultStatistics {
  readonly OtherCount?: number | undefined
  readonly TotalCount?: number | undefined
}

interface ForecastStatistics {
  readonly FaultCountHigh?: number | undefined
  readonly FaultCountLow?: number | undefined
}

type GetEncryptionConfigRequest = { readonly [key: string]: never }

interface GetEncryptionConfigResult {
  readonly EncryptionConfig?: EncryptionConfig | undefined
}

interface GetGroupRequest {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
}

interface GetGroupResult {
  readonly Group?: Group | undefined
}

interface GetGroupsRequest {
  readonly NextToken?: string | undefined
}

interface GetGroupsResult {
  readonly Groups?: readonly GroupSummary[] | undefined
  readonly NextToken?: string | undefined
}

interface GetIndexingRulesRequest {
  readonly NextToken?: string | undefined
}

interface GetIndexingRulesResult {
  readonly IndexingRules?: readonly IndexingRule[] | undefined
  readonly NextToken?: string | undefined
}

interface GetInsightEventsRequest {
  readonly InsightId: string
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

interface GetInsightEventsResult {
  readonly InsightEvents?: readonly InsightEvent[] | undefined
  readonly NextToken?: string | undefined
}

interface GetInsightImpactGraphRequest {
  readonly InsightId: string
  readonly StartTime: number
  readonly EndTime: number
  readonly NextToken?: string | undefined
}

interface GetInsightImpactGraphResult {
  readonly InsightId?: string | undefined
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly ServiceGraphStartTime?: number | undefined
  readonly ServiceGraphEndTime?: number | undefined
  readonly Services?: readonly InsightImpactGraphService[] | undefined
  readonly NextToken?: string | undefined
}

interface GetInsightRequest {
  readonly InsightId: string
}

interface GetInsightResult {
  readonly Insight?: Insight | undefined
}

interface GetInsightSummariesRequest {
  readonly States?: readonly ('ACTIVE' | 'CLOSED')[] | undefined
  readonly GroupARN?: string | undefined
  readonly GroupName?: string | undefined
  readonly StartTime: number
  readonly EndTime: number
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

interface GetInsightSummariesResult {
  readonly InsightSummaries?: readonly InsightSummary[] | undefined
  readonly NextToken?: string | undefined
}

interface GetRetrievedTracesGraphRequest {
  readonly RetrievalToken: string
  readonly NextToken?: string | undefined
}

interface GetRetrievedTracesGraphResult {
  readonly RetrievalStatus?: 'SCHEDULED' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'TIMEOUT' | undefined
  readonly Services?: readonly RetrievedService[] | undefined
  readonly NextToken?: string | undefined
}

interface GetSamplingRulesRequest {
  readonly NextToken?: string | undefined
}

interface GetSamplingRulesResult {
  readonly SamplingRuleRecords?: readonly SamplingRuleRecord[] | undefined
  readonly NextToken?: string | undefined
}

interface GetSamplingStatisticSummariesRequest {
  readonly NextToken?: string | undefined
}

interface GetSamplingStatisticSummariesResult {
  readonly SamplingStatisticSummaries?: readonly SamplingStatisticSummary[] | undefined
  readonly NextToken?: string | undefined
}

interface GetSamplingTargetsRequest {
  readonly SamplingStatisticsDocuments: readonly SamplingStatisticsDocument[]
  readonly SamplingBoostStatisticsDocuments?: readonly SamplingBoostStatisticsDocument[] | undefined
}

interface GetSamplingTargetsResult {
  readonly SamplingTargetDocuments?: readonly SamplingTargetDocument[] | undefined
  readonly LastRuleModification?: number | undefined
  readonly UnprocessedStatistics?: readonly UnprocessedStatistics[] | undefined
  readonly UnprocessedBoostStatistics?: readonly UnprocessedStatistics[] | undefined
}

interface GetServiceGraphRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly NextToken?: string | undefined
}

interface GetServiceGraphResult {
  readonly StartTime?: number | undefined
  readonly EndTime?: number | undefined
  readonly Services?: readonly Service[] | undefined
  readonly ContainsOldGroupVersions?: boolean | undefined
  readonly NextToken?: string | undefined
}

interface GetTimeSeriesServiceStatisticsRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly EntitySelectorExpression?: string | undefined
  readonly Period?: number | undefined
  readonly ForecastStatistics?: boolean | undefined
  readonly NextToken?: string | undefined
}

interface GetTimeSeriesServiceStatisticsResult {
  readonly TimeSeriesServiceStatistics?: readonly TimeSeriesServiceStatistics[] | undefined
  readonly ContainsOldGroupVersions?: boolean | undefined
  readonly NextToken?: string | undefined
}

interface GetTraceGraphRequest {
  readonly TraceIds: readonly string[]
  readonly NextToken?: string | undefined
}

interface GetTraceGraphResult {
  readonly Services?: readonly Service[] | undefined
  readonly NextToken?: string | undefined
}

type GetTraceSegmentDestinationRequest = { readonly [key: string]: never }

interface GetTraceSegmentDestinationResult {
  readonly Destination?: 'XRay' | 'CloudWatchLogs' | undefined
  readonly Status?: 'PENDING' | 'ACTIVE' | undefined
}

interface GetTraceSummariesRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly TimeRangeType?: 'TraceId' | 'Event' | 'Service' | undefined
  readonly Sampling?: boolean | undefined
  readonly SamplingStrategy?: SamplingStrategy | undefined
  readonly FilterExpression?: string | undefined
  readonly NextToken?: string | undefined
}

interface GetTraceSummariesResult {
  readonly TraceSummaries?: readonly TraceSummary[] | undefined
  readonly ApproximateTime?: number | undefined
  readonly TracesProcessedCount?: number | undefined
  readonly NextToken?: string | undefined
}

interface GraphLink {
  readonly ReferenceType?: string | undefined
  readonly SourceTraceId?: string | undefined
  readonly DestinationTraceIds?: readonly string[] | undefined
}

interface Group {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
}

interface GroupSummary {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
}

interface HistogramEntry {
  readonly Value?: number | undefined
  readonly Count?: number | undefined
}

interface Http {
  readonly HttpURL?: string | undefined
  readonly HttpStatus?: number | undefined
  readonly HttpMethod?: string | undefined
  readonly UserAgent?: string | undefined
  readonly ClientIp?: string | undefined
}

interface IndexingRule {
  readonly Name?: string | undefined
  readonly ModifiedAt?: number | undefined
  readonly Rule?: IndexingRuleValue | undefined
}

interface IndexingRuleValue {
  readonly Probabilistic?: ProbabilisticRuleValue | undefined
}

interface IndexingRuleValueUpdate {
  readonly Probabilistic?: ProbabilisticRuleValueUpdate | undefined
}

interface Insight {
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

interface InsightEvent {
  readonly Summary?: string | undefined
  readonly EventTime?: number | undefined
  readonly ClientRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly RootCauseServiceRequestImpactStatistics?: RequestImpactStatistics | undefined
  readonly TopAnomalousServices?: readonly AnomalousService[] | undefined
}

interface InsightImpactGraphEdge {
  readonly ReferenceId?: number | undefined
}

interface InsightImpactGraphService {
  readonly ReferenceId?: number | undefined
  readonly Type?: string | undefined
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly AccountId?: string | undefined
  readonly Edges?: readonly InsightImpactGraphEdge[] | undefined
}

interface InsightSummary {
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

interface InsightsConfiguration {
  readonly InsightsEnabled?: boolean | undefined
  readonly NotificationsEnabled?: boolean | undefined
}

interface InstanceIdDetail {
  readonly Id?: string | undefined
}

interface ListResourcePoliciesRequest {
  readonly NextToken?: string | undefined
}

interface ListResourcePoliciesResult {
  readonly ResourcePolicies?: readonly ResourcePolicy[] | undefined
  readonly NextToken?: string | undefined
}

interface ListRetrievedTracesRequest {
  readonly RetrievalToken: string
  readonly TraceFormat?: 'XRAY' | 'OTEL' | undefined
  readonly NextToken?: string | undefined
}

interface ListRetrievedTracesResult {
  readonly RetrievalStatus?: 'SCHEDULED' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'TIMEOUT' | undefined
  readonly TraceFormat?: 'XRAY' | 'OTEL' | undefined
  readonly Traces?: readonly RetrievedTrace[] | undefined
  readonly NextToken?: string | undefined
}

interface ListTagsForResourceRequest {
  readonly ResourceARN: string
  readonly NextToken?: string | undefined
}

interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[] | undefined
  readonly NextToken?: string | undefined
}

interface ProbabilisticRuleValue {
  readonly DesiredSamplingPercentage?: number | undefined
  readonly ActualSamplingPercentage?: number | undefined
}

interface ProbabilisticRuleValueUpdate {
  readonly DesiredSamplingPercentage: number
}

interface PutEncryptionConfigRequest {
  readonly KeyId?: string | undefined
  readonly Type: 'NONE' | 'KMS'
}

interface PutEncryptionConfigResult {
  readonly EncryptionConfig?: EncryptionConfig | undefined
}

interface PutResourcePolicyRequest {
  readonly PolicyName: string
  readonly PolicyDocument: string
  readonly PolicyRevisionId?: string | undefined
  readonly BypassPolicyLockoutCheck?: boolean | undefined
}

interface PutResourcePolicyResult {
  readonly ResourcePolicy?: ResourcePolicy | undefined
}

interface PutTelemetryRecordsRequest {
  readonly TelemetryRecords: readonly TelemetryRecord[]
  readonly EC2InstanceId?: string | undefined
  readonly Hostname?: string | undefined
  readonly ResourceARN?: string | undefined
}

type PutTelemetryRecordsResult = { readonly [key: string]: never }

interface PutTraceSegmentsRequest {
  readonly TraceSegmentDocuments: readonly string[]
}

interface PutTraceSegmentsResult {
  readonly UnprocessedTraceSegments?: readonly UnprocessedTraceSegment[] | undefined
}

interface RequestImpactStatistics {
  readonly FaultCount?: number | undefined
  readonly OkCount?: number | undefined
  readonly TotalCount?: number | undefined
}

interface ResourceARNDetail {
  readonly ARN?: string | undefined
}

interface ResourcePolicy {
  readonly PolicyName?: string | undefined
  readonly PolicyDocument?: string | undefined
  readonly PolicyRevisionId?: string | undefined
  readonly LastUpdatedTime?: number | undefined
}

interface ResponseTimeRootCause {
  readonly Services?: readonly ResponseTimeRootCauseService[] | undefined
  readonly ClientImpacting?: boolean | undefined
}

interface ResponseTimeRootCauseEntity {
  readonly Name?: string | undefined
  readonly Coverage?: number | undefined
  readonly Remote?: boolean | undefined
}

interface ResponseTimeRootCauseService {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly Type?: string | undefined
  readonly AccountId?: string | undefined
  readonly EntityPath?: readonly ResponseTimeRootCauseEntity[] | undefined
  readonly Inferred?: boolean | undefined
}

interface RetrievedService {
  readonly Service?: Service | undefined
  readonly Links?: readonly GraphLink[] | undefined
}

interface RetrievedTrace {
  readonly Id?: string | undefined
  readonly Duration?: number | undefined
  readonly Spans?: readonly Span[] | undefined
}

interface RootCauseException {
  readonly Name?: string | undefined
  readonly Message?: string | undefined
}

interface SamplingBoost {
  readonly BoostRate?: number | undefined
  readonly BoostRateTTL?: number | undefined
}

interface SamplingBoostStatisticsDocument {
  readonly RuleName: string
  readonly ServiceName: string
  readonly Timestamp: number
  readonly AnomalyCount: number
  readonly TotalCount: number
  readonly SampledAnomalyCount: number
}

interface SamplingRateBoost {
  readonly MaxRate: number
  readonly CooldownWindowMinutes: number
}

interface SamplingRule {
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

interface SamplingRuleRecord {
  readonly SamplingRule?: SamplingRule | undefined
  readonly CreatedAt?: number | undefined
  readonly ModifiedAt?: number | undefined
}

interface SamplingRuleUpdate {
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

interface SamplingStatisticSummary {
  readonly RuleName?: string | undefined
  readonly Timestamp?: number | undefined
  readonly RequestCount?: number | undefined
  readonly BorrowCount?: number | undefined
  readonly SampledCount?: number | undefined
}

interface SamplingStatisticsDocument {
  readonly RuleName: string
  readonly ClientID: string
  readonly Timestamp: number
  readonly RequestCount: number
  readonly SampledCount: number
  readonly BorrowCount?: number | undefined
}

interface SamplingStrategy {
  readonly Name?: 'PartialScan' | 'FixedRate' | undefined
  readonly Value?: number | undefined
}

interface SamplingTargetDocument {
  readonly RuleName?: string | undefined
  readonly FixedRate?: number | undefined
  readonly ReservoirQuota?: number | undefined
  readonly ReservoirQuotaTTL?: number | undefined
  readonly Interval?: number | undefined
  readonly SamplingBoost?: SamplingBoost | undefined
}

interface Segment {
  readonly Id?: string | undefined
  readonly Document?: string | undefined
}

interface Service {
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

interface ServiceId {
  readonly Name?: string | undefined
  readonly Names?: readonly string[] | undefined
  readonly AccountId?: string | undefined
  readonly Type?: string | undefined
}

interface ServiceStatistics {
  readonly OkCount?: number | undefined
  readonly ErrorStatistics?: ErrorStatistics | undefined
  readonly FaultStatistics?: FaultStatistics | undefined
  readonly TotalCount?: number | undefined
  readonly TotalResponseTime?: number | undefined
}

interface Span {
  readonly Id?: string | undefined
  readonly Document?: string | undefined
}

interface StartTraceRetrievalRequest {
  readonly TraceIds: readonly string[]
  readonly StartTime: number
  readonly EndTime: number
}

interface StartTraceRetrievalResult {
  readonly RetrievalToken?: string | undefined
}

interface Tag {
  readonly Key: string
  readonly Value: string
}

interface TagResourceRequest {
  readonly ResourceARN: string
  readonly Tags: readonly Tag[]
}

type TagResourceResponse = { readonly [key: string]: never }

interface TelemetryRecord {
  readonly Timestamp: number
  readonly SegmentsReceivedCount?: number | undefined
  readonly SegmentsSentCount?: number | undefined
  readonly SegmentsSpilloverCount?: number | undefined
  readonly SegmentsRejectedCount?: number | undefined
  readonly BackendConnectionErrors?: BackendConnectionErrors | undefined
}

interface TimeSeriesServiceStatistics {
  readonly Timestamp?: number | undefined
  readonly EdgeSummaryStatistics?: EdgeStatistics | undefined
  readonly ServiceSummaryStatistics?: ServiceStatistics | undefined
  readonly ServiceForecastStatistics?: ForecastStatistics | undefined
  readonly ResponseTimeHistogram?: readonly HistogramEntry[] | undefined
}

interface Trace {
  readonly Id?: string | undefined
  readonly Duration?: number | undefined
  readonly LimitExceeded?: boolean | undefined
  readonly Segments?: readonly Segment[] | undefined
}

interface TraceSummary {
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

interface TraceUser {
  readonly UserName?: string | undefined
  readonly ServiceIds?: readonly ServiceId[] | undefined
}

interface UnprocessedStatistics {
  readonly RuleName?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly Message?: string | undefined
}

interface UnprocessedTraceSegment {
  readonly Id?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly Message?: string | undefined
}

interface UntagResourceRequest {
  readonly ResourceARN: string
  readonly TagKeys: readonly string[]
}

type UntagResourceResponse = { readonly [key: string]: never }

interface UpdateGroupRequest {
  readonly GroupName?: string | undefined
  readonly GroupARN?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly InsightsConfiguration?: InsightsConfiguration | undefined
}

interface UpdateGroupResult {
  readonly Group?: Group | undefined
}

interface UpdateIndexingRuleRequest {
  readonly Name: string
  readonly Rule: IndexingRuleValueUpdate
}

interface UpdateIndexingRuleResult {
  readonly IndexingRule?: IndexingRule | undefined
}

interface UpdateSamplingRuleRequest {
  readonly SamplingRuleUpdate: SamplingRuleUpdate
}

interface UpdateSamplingRuleResult {
  readonly SamplingRuleRecord?: SamplingRuleRecord | undefined
}

interface UpdateTraceSegmentDestinationRequest {
  readonly Destination?: 'XRay' | 'CloudWatchLogs' | undefined
}

interface UpdateTraceSegmentDestinationResult {
  readonly Destination?: 'XRay' | 'CloudWatchLogs' | undefined
  readonly Status?: 'PENDING' | 'ACTIVE' | undefined
}

interface ValueWithServiceIds {
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
