// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

interface AlarmContributor {
  readonly ContributorId?: string | undefined
  readonly ContributorAttributes?: { readonly [key: string]: string } | undefined
  readonly StateReason?: string | undefined
  readonly StateTransitionedTimestamp?: number | undefined
}

interface AlarmHistoryItem {
  readonly AlarmName?: string | undefined
  readonly AlarmContributorId?: string | undefined
  readonly AlarmType?: 'CompositeAlarm' | 'MetricAlarm' | 'LogAlarm' | undefined
  readonly Timestamp?: number | undefined
  readonly HistoryItemType?: 'ConfigurationUpdate' | 'StateUpdate' | 'Action' | 'AlarmContributorStateUpdate' | 'AlarmContributorAction' | undefined
  readonly HistorySummary?: string | undefined
  readonly HistoryData?: string | undefined
  readonly AlarmContributorAttributes?: { readonly [key: string]: string } | undefined
}

interface AlarmMuteRuleSummary {
  readonly AlarmMuteRuleArn?: string | undefined
  readonly ExpireDate?: number | undefined
  readonly Status?: 'SCHEDULED' | 'ACTIVE' | 'EXPIRED' | undefined
  readonly MuteType?: string | undefined
  readonly LastUpdatedTimestamp?: number | undefined
}

interface AlarmPromQLCriteria {
  readonly Query: string
  readonly PendingPeriod?: number | undefined
  readonly RecoveryPeriod?: number | undefined
}

interface AnomalyDetector {
  readonly AnomalyDetectorId?: string | undefined
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Stat?: string | undefined
  readonly Configuration?: AnomalyDetectorConfiguration | undefined
  readonly StateValue?: 'PENDING_TRAINING' | 'TRAINED_INSUFFICIENT_DATA' | 'TRAINED' | undefined
  readonly MetricCharacteristics?: MetricCharacteristics | undefined
  readonly SingleMetricAnomalyDetector?: SingleMetricAnomalyDetector | undefined
  readonly MetricMathAnomalyDetector?: MetricMathAnomalyDetector | undefined
}

interface AnomalyDetectorConfiguration {
  readonly ExcludedTimeRanges?: readonly Range[] | undefined
  readonly MetricTimezone?: string | undefined
}

interface AssociateDatasetKmsKeyInput {
  readonly DatasetIdentifier: string
  readonly KmsKeyArn: string
}

type AssociateDatasetKmsKeyOutput = { readonly [key: string]: never }

interface CompositeAlarm {
  readonly ActionsEnabled?: boolean | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly AlarmArn?: string | undefined
  readonly AlarmConfigurationUpdatedTimestamp?: number | undefined
  readonly AlarmDescription?: string | undefined
  readonly AlarmName?: string | undefined
  readonly AlarmRule?: string | undefined
  readonly InsufficientDataActions?: readonly string[] | undefined
  readonly OKActions?: readonly string[] | undefined
  readonly StateReason?: string | undefined
  readonly StateReasonData?: string | undefined
  readonly StateUpdatedTimestamp?: number | undefined
  readonly StateValue?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined
  readonly StateTransitionedTimestamp?: number | undefined
  readonly ActionsSuppressedBy?: 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm' | undefined
  readonly ActionsSuppressedReason?: string | undefined
  readonly ActionsSuppressor?: string | undefined
  readonly ActionsSuppressorWaitPeriod?: number | undefined
  readonly ActionsSuppressorExtensionPeriod?: number | undefined
}

interface CreateResourceMetricsConfigurationInput {
  readonly ResourceArn: string
  readonly MetricSelections?: readonly ResourceMetricSelection[] | undefined
}

interface CreateResourceMetricsConfigurationOutput {
  readonly ResourceMetricsConfiguration?: ResourceMetricsConfiguration | undefined
}

interface DashboardEntry {
  readonly DashboardName?: string | undefined
  readonly DashboardArn?: string | undefined
  readonly LastModified?: number | undefined
  readonly Size?: number | undefined
}

interface DashboardValidationMessage {
  readonly DataPath?: string | undefined
  readonly Message?: string | undefined
}

interface Datapoint {
  readonly Timestamp?: number | undefined
  readonly SampleCount?: number | undefined
  readonly Average?: number | undefined
  readonly Sum?: number | undefined
  readonly Minimum?: number | undefined
  readonly Maximum?: number | undefined
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
  readonly ExtendedStatistics?: { readonly [key: string]: number } | undefined
}

interface DeleteAlarmMuteRuleInput {
  readonly AlarmMuteRuleName: string
}

interface DeleteAlarmsInput {
  readonly AlarmNames: readonly string[]
}

interface DeleteAnomalyDetectorInput {
  readonly AnomalyDetectorId?: string | undefined
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Stat?: string | undefined
  readonly SingleMetricAnomalyDetector?: SingleMetricAnomalyDetector | undefined
  readonly MetricMathAnomalyDetector?: MetricMathAnomalyDetector | undefined
}

type DeleteAnomalyDetectorOutput = { readonly [key: string]: never }

interface DeleteDashboardsInput {
  readonly DashboardNames: readonly string[]
}

type DeleteDashboardsOutput = { readonly [key: string]: never }

interface DeleteInsightRulesInput {
  readonly RuleNames: readonly string[]
}

interface DeleteInsightRulesOutput {
  readonly Failures?: readonly PartialFailure[] | undefined
}

interface DeleteMetricStreamInput {
  readonly Name: string
}

type DeleteMetricStreamOutput = { readonly [key: string]: never }

interface DeleteResourceMetricsConfigurationInput {
  readonly ResourceArn: string
}

type DeleteResourceMetricsConfigurationOutput = { readonly [key: string]: never }

interface DescribeAlarmContributorsInput {
  readonly AlarmName: string
  readonly NextToken?: string | undefined
}

interface DescribeAlarmContributorsOutput {
  readonly AlarmContributors?: readonly AlarmContributor[] | undefined
  readonly NextToken?: string | undefined
}

interface DescribeAlarmHistoryInput {
  readonly AlarmName?: string | undefined
  readonly AlarmContributorId?: string | undefined
  readonly AlarmTypes?: readonly ('CompositeAlarm' | 'MetricAlarm' | 'LogAlarm')[] | undefined
  readonly HistoryItemType?: 'ConfigurationUpdate' | 'StateUpdate' | 'Action' | 'AlarmContributorStateUpdate' | 'AlarmContributorAction' | undefined
  readonly StartDate?: number | undefined
  readonly EndDate?: number | undefined
  readonly MaxRecords?: number | undefined
  readonly NextToken?: string | undefined
  readonly ScanBy?: 'TimestampDescending' | 'TimestampAscending' | undefined
}

interface DescribeAlarmHistoryOutput {
  readonly AlarmHistoryItems?: readonly AlarmHistoryItem[] | undefined
  readonly NextToken?: string | undefined
}

interface DescribeAlarmsForMetricInput {
  readonly MetricName: string
  readonly Namespace: string
  readonly Statistic?: 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum' | undefined
  readonly ExtendedStatistic?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Period?: number | undefined
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
}

interface DescribeAlarmsForMetricOutput {
  readonly MetricAlarms?: readonly MetricAlarm[] | undefined
}

interface DescribeAlarmsInput {
  readonly AlarmNames?: readonly string[] | undefined
  readonly AlarmNamePrefix?: string | undefined
  readonly AlarmTypes?: readonly ('CompositeAlarm' | 'MetricAlarm' | 'LogAlarm')[] | undefined
  readonly ChildrenOfAlarmName?: string | undefined
  readonly ParentsOfAlarmName?: string | undefined
  readonly StateValue?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined
  readonly ActionPrefix?: string | undefined
  readonly MaxRecords?: number | undefined
  readonly NextToken?: string | undefined
}

interface DescribeAlarmsOutput {
  readonly CompositeAlarms?: readonly CompositeAlarm[] | undefined
  readonly MetricAlarms?: readonly MetricAlarm[] | undefined
  readonly LogAlarms?: readonly LogAlarm[] | undefined
  readonly NextToken?: string | undefined
}

interface DescribeAnomalyDetectorsInput {
  readonly AnomalyDetectorIds?: readonly string[] | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly AnomalyDetectorTypes?: readonly ('SINGLE_METRIC' | 'METRIC_MATH')[] | undefined
}

interface DescribeAnomalyDetectorsOutput {
  readonly AnomalyDetectors?: readonly AnomalyDetector[] | undefined
  readonly NextToken?: string | undefined
}

interface DescribeInsightRulesInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

interface DescribeInsightRulesOutput {
  readonly NextToken?: string | undefined
  readonly InsightRules?: readonly InsightRule[] | undefined
}

interface Dimension {
  readonly Name: string
  readonly Value: string
}

interface DimensionFilter {
  readonly Name: string
  readonly Value?: string | undefined
}

interface DisableAlarmActionsInput {
  readonly AlarmNames: readonly string[]
}

interface DisableInsightRulesInput {
  readonly RuleNames: readonly string[]
}

interface DisableInsightRulesOutput {
  readonly Failures?: readonly PartialFailure[] | undefined
}

interface DisassociateDatasetKmsKeyInput {
  readonly DatasetIdentifier: string
}

type DisassociateDatasetKmsKeyOutput = { readonly [key: string]: never }

interface EnableAlarmActionsInput {
  readonly AlarmNames: readonly string[]
}

interface EnableInsightRulesInput {
  readonly RuleNames: readonly string[]
}

interface EnableInsightRulesOutput {
  readonly Failures?: readonly PartialFailure[] | undefined
}

interface Entity {
  readonly KeyAttributes?: { readonly [key: string]: string } | undefined
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface EntityMetricData {
  readonly Entity?: Entity | undefined
  readonly MetricData?: readonly MetricDatum[] | undefined
}

interface EvaluationCriteria {
  readonly PromQLCriteria?: AlarmPromQLCriteria | undefined
}

interface EvaluationWindow {
  readonly WallClockWindow?: WallClockWindow | undefined
  readonly SlidingWindow?: SlidingWindow | undefined
}

interface GetAlarmMuteRuleInput {
  readonly AlarmMuteRuleName: string
}

interface GetAlarmMuteRuleOutput {
  readonly Name?: string | undefined
  readonly AlarmMuteRuleArn?: string | undefined
  readonly Description?: string | undefined
  readonly Rule?: Rule | undefined
  readonly MuteTargets?: MuteTargets | undefined
  readonly StartDate?: number | undefined
  readonly ExpireDate?: number | undefined
  readonly Status?: 'SCHEDULED' | 'ACTIVE' | 'EXPIRED' | undefined
  readonly LastUpdatedTimestamp?: number | undefined
  readonly MuteType?: string | undefined
}

interface GetDashboardInput {
  readonly DashboardName: string
}

interface GetDashboardOutput {
  readonly DashboardArn?: string | undefined
  readonly DashboardBody?: string | undefined
  readonly DashboardName?: string | undefined
}

interface GetDatasetInput {
  readonly DatasetIdentifier: string
}

interface GetDatasetOutput {
  readonly DatasetId?: string | undefined
  readonly Arn?: string | undefined
  readonly KmsKeyArn?: string | undefined
}

interface GetInsightRuleReportInput {
  readonly RuleName: string
  readonly StartTime: number
  readonly EndTime: number
  readonly Period: number
  readonly MaxContributorCount?: number | undefined
  readonly Metrics?: readonly string[] | undefined
  readonly OrderBy?: string | undefined
}

interface GetInsightRuleReportOutput {
  readonly KeyLabels?: readonly string[] | undefined
  readonly AggregationStatistic?: string | undefined
  readonly AggregateValue?: number | undefined
  readonly ApproximateUniqueCount?: number | undefined
  readonly Contributors?: readonly InsightRuleContributor[] | undefined
  readonly MetricDatapoints?: readonly InsightRuleMetricDatapoint[] | undefined
}

interface GetMetricDataInput {
  readonly MetricDataQueries: readonly MetricDataQuery[]
  readonly StartTime: number
  readonly EndTime: number
  readonly NextToken?: string | undefined
  readonly ScanBy?: 'TimestampDescending' | 'TimestampAscending' | undefined
  readonly MaxDatapoints?: number | undefined
  readonly LabelOptions?: LabelOptions | undefined
}

interface GetMetricDataOutput {
  readonly MetricDataResults?: readonly MetricDataResult[] | undefined
  readonly NextToken?: string | undefined
  readonly Messages?: readonly MessageData[] | undefined
}

interface GetMetricStatisticsInput {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly StartTime: number
  readonly EndTime: number
  readonly Period: number
  readonly Statistics?: readonly ('SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum')[] | undefined
  readonly ExtendedStatistics?: readonly string[] | undefined
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
}

interface GetMetricStatisticsOutput {
  readonly Label?: string | undefined
  readonly Datapoints?: readonly Datapoint[] | undefined
}

interface GetMetricStreamInput {
  readonly Name: string
}

interface GetMetricStreamOutput {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
  readonly IncludeFilters?: readonly MetricStreamFilter[] | undefined
  readonly ExcludeFilters?: readonly MetricStreamFilter[] | undefined
  readonly FirehoseArn?: string | undefined
  readonly RoleArn?: string | undefined
  readonly State?: string | undefined
  readonly CreationDate?: number | undefined
  readonly LastUpdateDate?: number | undefined
  readonly OutputFormat?: 'json' | 'opentelemetry0.7' | 'opentelemetry1.0' | undefined
  readonly StatisticsConfigurations?: readonly MetricStreamStatisticsConfiguration[] | undefined
  readonly IncludeLinkedAccountsMetrics?: boolean | undefined
}

interface GetMetricWidgetImageInput {
  readonly MetricWidget: string
  readonly OutputFormat?: string | undefined
}

interface GetMetricWidgetImageOutput {
  readonly MetricWidgetImage?: Uint8Array | undefined
}

type GetOTelEnrichmentInput = { readonly [key: string]: never }

interface GetOTelEnrichmentOutput {
  readonly Status?: 'Running' | 'Stopped' | undefined
  readonly IncludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly ExcludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly CreatedAt?: number | undefined
  readonly UpdatedAt?: number | undefined
}

interface GetResourceMetricsConfigurationInput {
  readonly ResourceArn: string
}

interface GetResourceMetricsConfigurationOutput {
  readonly ResourceMetricsConfiguration?: ResourceMetricsConfiguration | undefined
}

interface InsightRule {
  readonly Name?: string | undefined
  readonly State?: string | undefined
  readonly Schema?: string | undefined
  readonly Definition?: string | undefined
  readonly ManagedRule?: boolean | undefined
  readonly ApplyOnTransformedLogs?: boolean | undefined
}

interface InsightRuleContributor {
  readonly Keys?: readonly string[] | undefined
  readonly ApproximateAggregateValue?: number | undefined
  readonly Datapoints?: readonly InsightRuleContributorDatapoint[] | undefined
}

interface InsightRuleContributorDatapoint {
  readonly Timestamp?: number | undefined
  readonly ApproximateValue?: number | undefined
}

interface InsightRuleMetricDatapoint {
  readonly Timestamp?: number | undefined
  readonly UniqueContributors?: number | undefined
  readonly MaxContributorValue?: number | undefined
  readonly SampleCount?: number | undefined
  readonly Average?: number | undefined
  readonly Sum?: number | undefined
  readonly Minimum?: number | undefined
  readonly Maximum?: number | undefined
}

interface LabelOptions {
  readonly Timezone?: string | undefined
}

interface ListAlarmMuteRulesInput {
  readonly AlarmName?: string | undefined
  readonly Statuses?: readonly ('SCHEDULED' | 'ACTIVE' | 'EXPIRED')[] | undefined
  readonly MaxRecords?: number | undefined
  readonly NextToken?: string | undefined
}

interface ListAlarmMuteRulesOutput {
  readonly AlarmMuteRuleSummaries?: readonly AlarmMuteRuleSummary[] | undefined
  readonly NextToken?: string | undefined
}

interface ListDashboardsInput {
  readonly DashboardNamePrefix?: string | undefined
  readonly NextToken?: string | undefined
}

interface ListDashboardsOutput {
  readonly DashboardEntries?: readonly DashboardEntry[] | undefined
  readonly NextToken?: string | undefined
}

interface ListManagedInsightRulesInput {
  readonly ResourceARN: string
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

interface ListManagedInsightRulesOutput {
  readonly ManagedRules?: readonly ManagedRuleDescription[] | undefined
  readonly NextToken?: string | undefined
}

interface ListMetricStreamsInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

interface ListMetricStreamsOutput {
  readonly NextToken?: string | undefined
  readonly Entries?: readonly MetricStreamEntry[] | undefined
}

interface ListMetricsInput {
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly DimensionFilter[] | undefined
  readonly NextToken?: string | undefined
  readonly RecentlyActive?: 'PT3H' | undefined
  readonly IncludeLinkedAccounts?: boolean | undefined
  readonly OwningAccount?: string | undefined
}

interface ListMetricsOutput {
  readonly Metrics?: readonly Metric[] | undefined
  readonly NextToken?: string | undefined
  readonly OwningAccounts?: readonly string[] | undefined
}

interface ListTagsForResourceInput {
  readonly ResourceARN: string
}

interface ListTagsForResourceOutput {
  readonly Tags?: readonly Tag[] | undefined
}

interface LogAlarm {
  readonly AlarmName?: string | undefined
  readonly AlarmArn?: string | undefined
  readonly AlarmDescription?: string | undefined
  readonly AlarmConfigurationUpdatedTimestamp?: number | undefined
  readonly ActionsEnabled?: boolean | undefined
  readonly OKActions?: readonly string[] | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly InsufficientDataActions?: readonly string[] | undefined
  readonly StateValue?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined
  readonly StateReason?: string | undefined
  readonly StateReasonData?: string | undefined
  readonly StateUpdatedTimestamp?: number | undefined
  readonly ScheduledQueryConfiguration?: ScheduledQueryConfiguration | undefined
  readonly QueryResultsToEvaluate?: number | undefined
  readonly QueryResultsToAlarm?: number | undefined
  readonly Threshold?: number | undefined
  readonly ComparisonOperator?: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold' | 'LessThanLowerOrGreaterThanUpperThreshold' | 'LessThanLowerThreshold' | 'GreaterThanUpperThreshold' | undefined
  readonly TreatMissingData?: string | undefined
  readonly StateTransitionedTimestamp?: number | undefined
  readonly EvaluationState?: 'PARTIAL_DATA' | 'EVALUATION_FAILURE' | 'EVALUATION_ERROR' | undefined
  readonly ActionLogLineCount?: number | undefined
  readonly ActionLogLineRoleArn?: string | undefined
  readonly WarmUpConfiguration?: WarmUpConfiguration | undefined
}

interface ManagedRule {
  readonly TemplateName: string
  readonly ResourceARN: string
  readonly Tags?: readonly Tag[] | undefined
}

interface ManagedRuleDescription {
  readonly TemplateName?: string | undefined
  readonly ResourceARN?: string | undefined
  readonly RuleState?: ManagedRuleState | undefined
}

interface ManagedRuleState {
  readonly RuleName?: string | undefined
  readonly State?: string | undefined
}

interface MessageData {
  readonly Code?: string | undefined
  readonly Value?: string | undefined
}

interface Metric {
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
}

interface MetricAlarm {
  readonly AlarmName?: string | undefined
  readonly AlarmArn?: string | undefined
  readonly AlarmDescription?: string | undefined
  readonly AlarmConfigurationUpdatedTimestamp?: number | undefined
  readonly ActionsEnabled?: boolean | undefined
  readonly OKActions?: readonly string[] | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly InsufficientDataActions?: readonly string[] | undefined
  readonly StateValue?: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined
  readonly StateReason?: string | undefined
  readonly StateReasonData?: string | undefined
  readonly StateUpdatedTimestamp?: number | undefined
  readonly MetricName?: string | undefined
  readonly Namespace?: string | undefined
  readonly Statistic?: 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum' | undefined
  readonly ExtendedStatistic?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Period?: number | undefined
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
  readonly EvaluationPeriods?: number | undefined
  readonly DatapointsToAlarm?: number | undefined
  readonly Threshold?: number | undefined
  readonly ComparisonOperator?: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold' | 'LessThanLowerOrGreaterThanUpperThreshold' | 'LessThanLowerThreshold' | 'GreaterThanUpperThreshold' | undefined
  readonly TreatMissingData?: string | undefined
  readonly EvaluateLowSampleCountPercentile?: string | undefined
  readonly Metrics?: readonly MetricDataQuery[] | undefined
  readonly ThresholdMetricId?: string | undefined
  readonly EvaluationState?: 'PARTIAL_DATA' | 'EVALUATION_FAILURE' | 'EVALUATION_ERROR' | undefined
  readonly StateTransitionedTimestamp?: number | undefined
  readonly EvaluationWindow?: EvaluationWindow | undefined
  readonly WarmUpConfiguration?: WarmUpConfiguration | undefined
  readonly EvaluationCriteria?: EvaluationCriteria | undefined
  readonly EvaluationInterval?: number | undefined
}

interface MetricCharacteristics {
  readonly PeriodicSpikes?: boolean | undefined
}

interface MetricDataQuery {
  readonly Id: string
  readonly MetricStat?: MetricStat | undefined
  readonly Expression?: string | undefined
  readonly Label?: string | undefined
  readonly ReturnData?: boolean | undefined
  readonly Period?: number | undefined
  readonly AccountId?: string | undefined
}

interface MetricDataResult {
  readonly Id?: string | undefined
  readonly Label?: string | undefined
  readonly Timestamps?: readonly number[] | undefined
  readonly Values?: readonly number[] | undefined
  readonly StatusCode?: 'Complete' | 'InternalError' | 'PartialData' | 'Forbidden' | undefined
  readonly Messages?: readonly MessageData[] | undefined
}

interface MetricDatum {
  readonly MetricName: string
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Timestamp?: number | undefined
  readonly Value?: number | undefined
  readonly StatisticValues?: StatisticSet | undefined
  readonly Values?: readonly number[] | undefined
  readonly Counts?: readonly number[] | undefined
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
  readonly StorageResolution?: number | undefined
}

interface MetricMathAnomalyDetector {
  readonly MetricDataQueries?: readonly MetricDataQuery[] | undefined
}

interface MetricStat {
  readonly Metric: Metric
  readonly Period: number
  readonly Stat: string
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
}

interface MetricStreamEntry {
  readonly Arn?: string | undefined
  readonly CreationDate?: number | undefined
  readonly LastUpdateDate?: number | undefined
  readonly Name?: string | undefined
  readonly FirehoseArn?: string | undefined
  readonly State?: string | undefined
  readonly OutputFormat?: 'json' | 'opentelemetry0.7' | 'opentelemetry1.0' | undefined
}

interface MetricStreamFilter {
  readonly Namespace?: string | undefined
  readonly MetricNames?: readonly string[] | undefined
}

interface MetricStreamStatisticsConfiguration {
  readonly IncludeMetrics: readonly MetricStreamStatisticsMetric[]
  readonly AdditionalStatistics: readonly string[]
}

interface MetricStreamStatisticsMetric {
  readonly Namespace: string
  readonly MetricName: string
}

interface MuteTargets {
  readonly AlarmNames: readonly string[]
}

interface OTelEnrichmentMetricSelector {
  readonly Namespace: string
  readonly MetricNames?: readonly string[] | undefined
}

interface PartialFailure {
  readonly FailureResource?: string | undefined
  readonly ExceptionType?: string | undefined
  readonly FailureCode?: string | undefined
  readonly FailureDescription?: string | undefined
}

interface PutAlarmMuteRuleInput {
  readonly Name: string
  readonly Description?: string | undefined
  readonly Rule: Rule
  readonly MuteTargets?: MuteTargets | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly StartDate?: number | undefined
  readonly ExpireDate?: number | undefined
}

interface PutAnomalyDetectorInput {
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Stat?: string | undefined
  readonly Configuration?: AnomalyDetectorConfiguration | undefined
  readonly MetricCharacteristics?: MetricCharacteristics | undefined
  readonly SingleMetricAnomalyDetector?: SingleMetricAnomalyDetector | undefined
  readonly MetricMathAnomalyDetector?: MetricMathAnomalyDetector | undefined
}

interface PutAnomalyDetectorOutput {
  readonly AnomalyDetectorId?: string | undefined
}

interface PutCompositeAlarmInput {
  readonly ActionsEnabled?: boolean | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly AlarmDescription?: string | undefined
  readonly AlarmName: string
  readonly AlarmRule: string
  readonly InsufficientDataActions?: readonly string[] | undefined
  readonly OKActions?: readonly string[] | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly ActionsSuppressor?: string | undefined
  readonly ActionsSuppressorWaitPeriod?: number | undefined
  readonly ActionsSuppressorExtensionPeriod?: number | undefined
}

interface PutDashboardInput {
  readonly DashboardName: string
  readonly DashboardBody: string
  readonly Tags?: readonly Tag[] | undefined
}

interface PutDashboardOutput {
  readonly DashboardValidationMessages?: readonly DashboardValidationMessage[] | undefined
}

interface PutInsightRuleInput {
  readonly RuleName: string
  readonly RuleState?: string | undefined
  readonly RuleDefinition: string
  readonly Tags?: readonly Tag[] | undefined
  readonly ApplyOnTransformedLogs?: boolean | undefined
}

type PutInsightRuleOutput = { readonly [key: string]: never }

interface PutLogAlarmInput {
  readonly AlarmName: string
  readonly AlarmDescription?: string | undefined
  readonly ScheduledQueryConfiguration: ScheduledQueryConfiguration
  readonly ActionLogLineCount?: number | undefined
  readonly ActionLogLineRoleArn?: string | undefined
  readonly ActionsEnabled?: boolean | undefined
  readonly OKActions?: readonly string[] | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly InsufficientDataActions?: readonly string[] | undefined
  readonly QueryResultsToEvaluate: number
  readonly QueryResultsToAlarm: number
  readonly Threshold: number
  readonly ComparisonOperator: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold' | 'LessThanLowerOrGreaterThanUpperThreshold' | 'LessThanLowerThreshold' | 'GreaterThanUpperThreshold'
  readonly TreatMissingData?: string | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly WarmUpConfiguration?: WarmUpConfiguration | undefined
}

interface PutManagedInsightRulesInput {
  readonly ManagedRules: readonly ManagedRule[]
}

interface PutManagedInsightRulesOutput {
  readonly Failures?: readonly PartialFailure[] | undefined
}

interface PutMetricAlarmInput {
  readonly AlarmName: string
  readonly AlarmDescription?: string | undefined
  readonly ActionsEnabled?: boolean | undefined
  readonly OKActions?: readonly string[] | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly InsufficientDataActions?: readonly string[] | undefined
  readonly MetricName?: string | undefined
  readonly Namespace?: string | undefined
  readonly Statistic?: 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum' | undefined
  readonly ExtendedStatistic?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Period?: number | undefined
  readonly Unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
  readonly EvaluationPeriods?: number | undefined
  readonly DatapointsToAlarm?: number | undefined
  readonly Threshold?: number | undefined
  readonly ComparisonOperator?: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold' | 'LessThanLowerOrGreaterThanUpperThreshold' | 'LessThanLowerThreshold' | 'GreaterThanUpperThreshold' | undefined
  readonly TreatMissingData?: string | undefined
  readonly EvaluateLowSampleCountPercentile?: string | undefined
  readonly Metrics?: readonly MetricDataQuery[] | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly ThresholdMetricId?: string | undefined
  readonly EvaluationWindow?: EvaluationWindow | undefined
  readonly WarmUpConfiguration?: WarmUpConfiguration | undefined
  readonly EvaluationCriteria?: EvaluationCriteria | undefined
  readonly EvaluationInterval?: number | undefined
}

interface PutMetricDataInput {
  readonly Namespace: string
  readonly MetricData?: readonly MetricDatum[] | undefined
  readonly EntityMetricData?: readonly EntityMetricData[] | undefined
  readonly StrictEntityValidation?: boolean | undefined
}

interface PutMetricStreamInput {
  readonly Name: string
  readonly IncludeFilters?: readonly MetricStreamFilter[] | undefined
  readonly ExcludeFilters?: readonly MetricStreamFilter[] | undefined
  readonly FirehoseArn: string
  readonly RoleArn: string
  readonly OutputFormat: 'json' | 'opentelemetry0.7' | 'opentelemetry1.0'
  readonly Tags?: readonly Tag[] | undefined
  readonly StatisticsConfigurations?: readonly MetricStreamStatisticsConfiguration[] | undefined
  readonly IncludeLinkedAccountsMetrics?: boolean | undefined
}

interface PutMetricStreamOutput {
  readonly Arn?: string | undefined
}

interface Range {
  readonly StartTime: number
  readonly EndTime: number
}

interface ResourceMetricSelection {
  readonly IncludeMetrics: readonly string[]
}

interface ResourceMetricsConfiguration {
  readonly ResourceArn?: string | undefined
  readonly CreatedAt?: number | undefined
  readonly UpdatedAt?: number | undefined
  readonly MetricSelections?: readonly ResourceMetricSelection[] | undefined
}

interface Rule {
  readonly Schedule: Schedule
}

interface Schedule {
  readonly Expression: string
  readonly Duration: string
  readonly Timezone?: string | undefined
}

interface ScheduleConfiguration {
  readonly ScheduleExpression: string
  readonly StartTimeOffset: number
  readonly EndTimeOffset?: number | undefined
}

interface ScheduledQueryConfiguration {
  readonly QueryString: string
  readonly LogGroupIdentifiers?: readonly string[] | undefined
  readonly QueryARN?: string | undefined
  readonly ScheduledQueryRoleARN: string
  readonly ScheduleConfiguration: ScheduleConfiguration
  readonly AggregationExpression: string
  readonly Tags?: readonly Tag[] | undefined
}

interface SetAlarmStateInput {
  readonly AlarmName: string
  readonly StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  readonly StateReason: string
  readonly StateReasonData?: string | undefined
}

interface SingleMetricAnomalyDetector {
  readonly AccountId?: string | undefined
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly Dimension[] | undefined
  readonly Stat?: string | undefined
}

type SlidingWindow = { readonly [key: string]: never }

interface StartMetricStreamsInput {
  readonly Names: readonly string[]
}

type StartMetricStreamsOutput = { readonly [key: string]: never }

interface StartOTelEnrichmentInput {
  readonly IncludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly ExcludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
}

interface StartOTelEnrichmentOutput {
  readonly IncludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly ExcludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly CreatedAt?: number | undefined
  readonly UpdatedAt?: number | undefined
}

interface StatisticSet {
  readonly SampleCount: number
  readonly Sum: number
  readonly Minimum: number
  readonly Maximum: number
}

interface StopMetricStreamsInput {
  readonly Names: readonly string[]
}

type StopMetricStreamsOutput = { readonly [key: string]: never }

type StopOTelEnrichmentInput = { readonly [key: string]: never }

type StopOTelEnrichmentOutput = { readonly [key: string]: never }

interface Tag {
  readonly Key: string
  readonly Value: string
}

interface TagResourceInput {
  readonly ResourceARN: string
  readonly Tags: readonly Tag[]
}

type TagResourceOutput = { readonly [key: string]: never }

interface UntagResourceInput {
  readonly ResourceARN: string
  readonly TagKeys: readonly string[]
}

type UntagResourceOutput = { readonly [key: string]: never }

interface UpdateOTelEnrichmentInput {
  readonly IncludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly ExcludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
}

interface UpdateOTelEnrichmentOutput {
  readonly IncludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly ExcludeFilters?: readonly OTelEnrichmentMetricSelector[] | undefined
  readonly CreatedAt?: number | undefined
  readonly UpdatedAt?: number | undefined
}

interface UpdateResourceMetricsConfigurationInput {
  readonly ResourceArn: string
  readonly MetricSelections?: readonly ResourceMetricSelection[] | undefined
}

interface UpdateResourceMetricsConfigurationOutput {
  readonly ResourceMetricsConfiguration?: ResourceMetricsConfiguration | undefined
}

interface WallClockWindow {
  readonly Timezone?: string | undefined
}

interface WarmUpConfiguration {
  readonly WarmUpPeriodDurationInMinutes: number
  readonly OnlyStartEvaluatingAfterWarmUpPeriodEnds?: boolean | undefined
}

/** Input and output of each operation of CloudWatch. */
export interface CloudwatchOperations {
  readonly AssociateDatasetKmsKey: { readonly input: AssociateDatasetKmsKeyInput; readonly output: AssociateDatasetKmsKeyOutput }
  readonly CreateResourceMetricsConfiguration: { readonly input: CreateResourceMetricsConfigurationInput; readonly output: CreateResourceMetricsConfigurationOutput }
  readonly DeleteAlarmMuteRule: { readonly input: DeleteAlarmMuteRuleInput; readonly output: { readonly [key: string]: never } }
  readonly DeleteAlarms: { readonly input: DeleteAlarmsInput; readonly output: { readonly [key: string]: never } }
  readonly DeleteAnomalyDetector: { readonly input: DeleteAnomalyDetectorInput; readonly output: DeleteAnomalyDetectorOutput }
  readonly DeleteDashboards: { readonly input: DeleteDashboardsInput; readonly output: DeleteDashboardsOutput }
  readonly DeleteInsightRules: { readonly input: DeleteInsightRulesInput; readonly output: DeleteInsightRulesOutput }
  readonly DeleteMetricStream: { readonly input: DeleteMetricStreamInput; readonly output: DeleteMetricStreamOutput }
  readonly DeleteResourceMetricsConfiguration: { readonly input: DeleteResourceMetricsConfigurationInput; readonly output: DeleteResourceMetricsConfigurationOutput }
  readonly DescribeAlarmContributors: { readonly input: DescribeAlarmContributorsInput; readonly output: DescribeAlarmContributorsOutput }
  readonly DescribeAlarmHistory: { readonly input: DescribeAlarmHistoryInput; readonly output: DescribeAlarmHistoryOutput }
  readonly DescribeAlarms: { readonly input: DescribeAlarmsInput; readonly output: DescribeAlarmsOutput }
  readonly DescribeAlarmsForMetric: { readonly input: DescribeAlarmsForMetricInput; readonly output: DescribeAlarmsForMetricOutput }
  readonly DescribeAnomalyDetectors: { readonly input: DescribeAnomalyDetectorsInput; readonly output: DescribeAnomalyDetectorsOutput }
  readonly DescribeInsightRules: { readonly input: DescribeInsightRulesInput; readonly output: DescribeInsightRulesOutput }
  readonly DisableAlarmActions: { readonly input: DisableAlarmActionsInput; readonly output: { readonly [key: string]: never } }
  readonly DisableInsightRules: { readonly input: DisableInsightRulesInput; readonly output: DisableInsightRulesOutput }
  readonly DisassociateDatasetKmsKey: { readonly input: DisassociateDatasetKmsKeyInput; readonly output: DisassociateDatasetKmsKeyOutput }
  readonly EnableAlarmActions: { readonly input: EnableAlarmActionsInput; readonly output: { readonly [key: string]: never } }
  readonly EnableInsightRules: { readonly input: EnableInsightRulesInput; readonly output: EnableInsightRulesOutput }
  readonly GetAlarmMuteRule: { readonly input: GetAlarmMuteRuleInput; readonly output: GetAlarmMuteRuleOutput }
  readonly GetDashboard: { readonly input: GetDashboardInput; readonly output: GetDashboardOutput }
  readonly GetDataset: { readonly input: GetDatasetInput; readonly output: GetDatasetOutput }
  readonly GetInsightRuleReport: { readonly input: GetInsightRuleReportInput; readonly output: GetInsightRuleReportOutput }
  readonly GetMetricData: { readonly input: GetMetricDataInput; readonly output: GetMetricDataOutput }
  readonly GetMetricStatistics: { readonly input: GetMetricStatisticsInput; readonly output: GetMetricStatisticsOutput }
  readonly GetMetricStream: { readonly input: GetMetricStreamInput; readonly output: GetMetricStreamOutput }
  readonly GetMetricWidgetImage: { readonly input: GetMetricWidgetImageInput; readonly output: GetMetricWidgetImageOutput }
  readonly GetOTelEnrichment: { readonly input: GetOTelEnrichmentInput; readonly output: GetOTelEnrichmentOutput }
  readonly GetResourceMetricsConfiguration: { readonly input: GetResourceMetricsConfigurationInput; readonly output: GetResourceMetricsConfigurationOutput }
  readonly ListAlarmMuteRules: { readonly input: ListAlarmMuteRulesInput; readonly output: ListAlarmMuteRulesOutput }
  readonly ListDashboards: { readonly input: ListDashboardsInput; readonly output: ListDashboardsOutput }
  readonly ListManagedInsightRules: { readonly input: ListManagedInsightRulesInput; readonly output: ListManagedInsightRulesOutput }
  readonly ListMetricStreams: { readonly input: ListMetricStreamsInput; readonly output: ListMetricStreamsOutput }
  readonly ListMetrics: { readonly input: ListMetricsInput; readonly output: ListMetricsOutput }
  readonly ListTagsForResource: { readonly input: ListTagsForResourceInput; readonly output: ListTagsForResourceOutput }
  readonly PutAlarmMuteRule: { readonly input: PutAlarmMuteRuleInput; readonly output: { readonly [key: string]: never } }
  readonly PutAnomalyDetector: { readonly input: PutAnomalyDetectorInput; readonly output: PutAnomalyDetectorOutput }
  readonly PutCompositeAlarm: { readonly input: PutCompositeAlarmInput; readonly output: { readonly [key: string]: never } }
  readonly PutDashboard: { readonly input: PutDashboardInput; readonly output: PutDashboardOutput }
  readonly PutInsightRule: { readonly input: PutInsightRuleInput; readonly output: PutInsightRuleOutput }
  readonly PutLogAlarm: { readonly input: PutLogAlarmInput; readonly output: { readonly [key: string]: never } }
  readonly PutManagedInsightRules: { readonly input: PutManagedInsightRulesInput; readonly output: PutManagedInsightRulesOutput }
  readonly PutMetricAlarm: { readonly input: PutMetricAlarmInput; readonly output: { readonly [key: string]: never } }
  readonly PutMetricData: { readonly input: PutMetricDataInput; readonly output: { readonly [key: string]: never } }
  readonly PutMetricStream: { readonly input: PutMetricStreamInput; readonly output: PutMetricStreamOutput }
  readonly SetAlarmState: { readonly input: SetAlarmStateInput; readonly output: { readonly [key: string]: never } }
  readonly StartMetricStreams: { readonly input: StartMetricStreamsInput; readonly output: StartMetricStreamsOutput }
  readonly StartOTelEnrichment: { readonly input: StartOTelEnrichmentInput; readonly output: StartOTelEnrichmentOutput }
  readonly StopMetricStreams: { readonly input: StopMetricStreamsInput; readonly output: StopMetricStreamsOutput }
  readonly StopOTelEnrichment: { readonly input: StopOTelEnrichmentInput; readonly output: StopOTelEnrichmentOutput }
  readonly TagResource: { readonly input: TagResourceInput; readonly output: TagResourceOutput }
  readonly UntagResource: { readonly input: UntagResourceInput; readonly output: UntagResourceOutput }
  readonly UpdateOTelEnrichment: { readonly input: UpdateOTelEnrichmentInput; readonly output: UpdateOTelEnrichmentOutput }
  readonly UpdateResourceMetricsConfiguration: { readonly input: UpdateResourceMetricsConfigurationInput; readonly output: UpdateResourceMetricsConfigurationOutput }
}
