// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

export interface AccountPolicy {
  readonly policyName?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly policyType?: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY' | undefined
  readonly scope?: 'ALL' | undefined
  readonly selectionCriteria?: string | undefined
  readonly accountId?: string | undefined
}

export interface AddKeyEntry {
  readonly key: string
  readonly value: string
  readonly overwriteIfExists?: boolean | undefined
}

export interface AddKeys {
  readonly entries: readonly AddKeyEntry[]
}

export interface AggregateLogGroupSummary {
  readonly logGroupCount?: number | undefined
  readonly groupingIdentifiers?: readonly GroupingIdentifier[] | undefined
}

export interface Anomaly {
  readonly anomalyId?: string | undefined
  readonly patternId?: string | undefined
  readonly anomalyDetectorArn?: string | undefined
  readonly patternString?: string | undefined
  readonly patternRegex?: string | undefined
  readonly priority?: string | undefined
  readonly firstSeen?: number | undefined
  readonly lastSeen?: number | undefined
  readonly description?: string | undefined
  readonly active?: boolean | undefined
  readonly state?: 'Active' | 'Suppressed' | 'Baseline' | undefined
  readonly histogram?: { readonly [key: string]: number } | undefined
  readonly logSamples?: readonly LogEvent[] | undefined
  readonly patternTokens?: readonly PatternToken[] | undefined
  readonly logGroupArnList?: readonly string[] | undefined
  readonly suppressed?: boolean | undefined
  readonly suppressedDate?: number | undefined
  readonly suppressedUntil?: number | undefined
  readonly isPatternLevelSuppression?: boolean | undefined
}

export interface AnomalyDetector {
  readonly anomalyDetectorArn?: string | undefined
  readonly detectorName?: string | undefined
  readonly logGroupArnList?: readonly string[] | undefined
  readonly evaluationFrequency?: 'ONE_MIN' | 'FIVE_MIN' | 'TEN_MIN' | 'FIFTEEN_MIN' | 'THIRTY_MIN' | 'ONE_HOUR' | undefined
  readonly filterPattern?: string | undefined
  readonly anomalyDetectorStatus?: 'INITIALIZING' | 'TRAINING' | 'ANALYZING' | 'FAILED' | 'DELETED' | 'PAUSED' | undefined
  readonly kmsKeyId?: string | undefined
  readonly creationTimeStamp?: number | undefined
  readonly lastModifiedTimeStamp?: number | undefined
  readonly anomalyVisibilityTime?: number | undefined
}

export interface AssociateKmsKeyRequest {
  readonly logGroupName?: string | undefined
  readonly kmsKeyId: string
  readonly resourceIdentifier?: string | undefined
}

export interface AssociateSourceToS3TableIntegrationRequest {
  readonly integrationArn: string
  readonly dataSource: DataSource
}

export interface AssociateSourceToS3TableIntegrationResponse {
  readonly identifier?: string | undefined
}

export interface CSV {
  readonly quoteCharacter?: string | undefined
  readonly delimiter?: string | undefined
  readonly columns?: readonly string[] | undefined
  readonly source?: string | undefined
  readonly destination?: string | undefined
}

export interface CancelExportTaskRequest {
  readonly taskId: string
}

export interface CancelImportTaskRequest {
  readonly importId: string
}

export interface CancelImportTaskResponse {
  readonly importId?: string | undefined
  readonly importStatistics?: ImportStatistics | undefined
  readonly importStatus?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly creationTime?: number | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface ConfigurationTemplate {
  readonly service?: string | undefined
  readonly logType?: string | undefined
  readonly resourceType?: string | undefined
  readonly deliveryDestinationType?: 'S3' | 'CWL' | 'FH' | 'XRAY' | undefined
  readonly defaultDeliveryConfigValues?: ConfigurationTemplateDeliveryConfigValues | undefined
  readonly allowedFields?: readonly RecordField[] | undefined
  readonly allowedOutputFormats?: readonly ('json' | 'plain' | 'w3c' | 'raw' | 'parquet')[] | undefined
  readonly allowedActionForAllowVendedLogsDeliveryForResource?: string | undefined
  readonly allowedFieldDelimiters?: readonly string[] | undefined
  readonly allowedSuffixPathFields?: readonly string[] | undefined
  readonly deliverySourceConfiguration?: readonly DeliverySourceConfigurationSchema[] | undefined
  readonly s3TablesIntegration?: S3TablesIntegration | undefined
}

export interface ConfigurationTemplateDeliveryConfigValues {
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
}

export interface CopyValue {
  readonly entries: readonly CopyValueEntry[]
}

export interface CopyValueEntry {
  readonly source: string
  readonly target: string
  readonly overwriteIfExists?: boolean | undefined
}

export interface CreateDeliveryRequest {
  readonly deliverySourceName: string
  readonly deliveryDestinationArn: string
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface CreateDeliveryResponse {
  readonly delivery?: Delivery | undefined
}

export interface CreateExportTaskRequest {
  readonly taskName?: string | undefined
  readonly logGroupName: string
  readonly logStreamNamePrefix?: string | undefined
  readonly from: number
  readonly to: number
  readonly destination: string
  readonly destinationPrefix?: string | undefined
}

export interface CreateExportTaskResponse {
  readonly taskId?: string | undefined
}

export interface CreateImportTaskRequest {
  readonly importSourceArn: string
  readonly importRoleArn: string
  readonly importFilter?: ImportFilter | undefined
}

export interface CreateImportTaskResponse {
  readonly importId?: string | undefined
  readonly importDestinationArn?: string | undefined
  readonly creationTime?: number | undefined
}

export interface CreateLogAnomalyDetectorRequest {
  readonly logGroupArnList: readonly string[]
  readonly detectorName?: string | undefined
  readonly evaluationFrequency?: 'ONE_MIN' | 'FIVE_MIN' | 'TEN_MIN' | 'FIFTEEN_MIN' | 'THIRTY_MIN' | 'ONE_HOUR' | undefined
  readonly filterPattern?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly anomalyVisibilityTime?: number | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface CreateLogAnomalyDetectorResponse {
  readonly anomalyDetectorArn?: string | undefined
}

export interface CreateLogGroupRequest {
  readonly logGroupName: string
  readonly kmsKeyId?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly deletionProtectionEnabled?: boolean | undefined
}

export interface CreateLogStreamRequest {
  readonly logGroupName: string
  readonly logStreamName: string
}

export interface CreateLookupTableRequest {
  readonly lookupTableName: string
  readonly description?: string | undefined
  readonly tableBody?: string | undefined
  readonly queryId?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface CreateLookupTableResponse {
  readonly lookupTableArn?: string | undefined
  readonly createdAt?: number | undefined
}

export interface CreateScheduledQueryRequest {
  readonly name: string
  readonly description?: string | undefined
  readonly queryLanguage: 'CWLI' | 'SQL' | 'PPL'
  readonly queryString: string
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly scheduleExpression: string
  readonly timezone?: string | undefined
  readonly startTimeOffset?: number | undefined
  readonly endTimeOffset?: number | undefined
  readonly destinationConfiguration?: DestinationConfiguration | undefined
  readonly scheduleStartTime?: number | undefined
  readonly scheduleEndTime?: number | undefined
  readonly executionRoleArn: string
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface CreateScheduledQueryResponse {
  readonly scheduledQueryArn?: string | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
}

export interface DataSource {
  readonly name: string
  readonly type?: string | undefined
}

export interface DataSourceFilter {
  readonly name: string
  readonly type?: string | undefined
}

export interface DateTimeConverter {
  readonly source: string
  readonly target: string
  readonly targetFormat?: string | undefined
  readonly matchPatterns: readonly string[]
  readonly sourceTimezone?: string | undefined
  readonly targetTimezone?: string | undefined
  readonly locale?: string | undefined
}

export interface DeleteAccountPolicyRequest {
  readonly policyName: string
  readonly policyType: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY'
}

export interface DeleteDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string
}

export interface DeleteDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string
}

export interface DeleteDeliveryDestinationRequest {
  readonly name: string
}

export interface DeleteDeliveryRequest {
  readonly id: string
}

export interface DeleteDeliverySourceRequest {
  readonly name: string
}

export interface DeleteDestinationRequest {
  readonly destinationName: string
}

export interface DeleteIndexPolicyRequest {
  readonly logGroupIdentifier: string
}

export type DeleteIndexPolicyResponse = { readonly [key: string]: never }

export interface DeleteIntegrationRequest {
  readonly integrationName: string
  readonly force?: boolean | undefined
}

export type DeleteIntegrationResponse = { readonly [key: string]: never }

export interface DeleteKeys {
  readonly withKeys: readonly string[]
}

export interface DeleteLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string
}

export interface DeleteLogGroupRequest {
  readonly logGroupName: string
}

export interface DeleteLogStreamRequest {
  readonly logGroupName: string
  readonly logStreamName: string
}

export interface DeleteLookupTableRequest {
  readonly lookupTableArn: string
}

export interface DeleteMetricFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
}

export interface DeleteQueryDefinitionRequest {
  readonly queryDefinitionId: string
}

export interface DeleteQueryDefinitionResponse {
  readonly success?: boolean | undefined
}

export interface DeleteResourcePolicyRequest {
  readonly policyName?: string | undefined
  readonly resourceArn?: string | undefined
  readonly expectedRevisionId?: string | undefined
}

export interface DeleteRetentionPolicyRequest {
  readonly logGroupName: string
}

export interface DeleteScheduledQueryRequest {
  readonly identifier: string
}

export type DeleteScheduledQueryResponse = { readonly [key: string]: never }

export interface DeleteSubscriptionFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
}

export interface DeleteSyslogConfigurationRequest {
  readonly logGroupIdentifier: string
  readonly vpcEndpointId?: string | undefined
}

export interface DeleteTransformerRequest {
  readonly logGroupIdentifier: string
}

export interface Delivery {
  readonly id?: string | undefined
  readonly arn?: string | undefined
  readonly deliverySourceName?: string | undefined
  readonly deliveryDestinationArn?: string | undefined
  readonly deliveryDestinationType?: 'S3' | 'CWL' | 'FH' | 'XRAY' | undefined
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface DeliveryDestination {
  readonly name?: string | undefined
  readonly arn?: string | undefined
  readonly deliveryDestinationType?: 'S3' | 'CWL' | 'FH' | 'XRAY' | undefined
  readonly outputFormat?: 'json' | 'plain' | 'w3c' | 'raw' | 'parquet' | undefined
  readonly deliveryDestinationConfiguration?: DeliveryDestinationConfiguration | undefined
  readonly roleArn?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface DeliveryDestinationConfiguration {
  readonly destinationResourceArn: string
}

export interface DeliverySource {
  readonly name?: string | undefined
  readonly arn?: string | undefined
  readonly resourceArns?: readonly string[] | undefined
  readonly service?: string | undefined
  readonly logType?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
  readonly deliverySourceConfiguration?: { readonly [key: string]: string } | undefined
  readonly status?: 'ACTIVE' | 'INACTIVE' | undefined
  readonly statusReason?: 'RESOURCE_DELETED' | undefined
}

export interface DeliverySourceConfigurationSchema {
  readonly keyName?: string | undefined
  readonly valueType?: 'string' | 'boolean' | 'int' | 'double' | 'long' | undefined
  readonly defaultValue?: string | undefined
  readonly supportedValues?: readonly string[] | undefined
  readonly minValue?: number | undefined
  readonly maxValue?: number | undefined
}

export interface DescribeAccountPoliciesRequest {
  readonly policyType: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY'
  readonly policyName?: string | undefined
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeAccountPoliciesResponse {
  readonly accountPolicies?: readonly AccountPolicy[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeConfigurationTemplatesRequest {
  readonly service?: string | undefined
  readonly logTypes?: readonly string[] | undefined
  readonly resourceTypes?: readonly string[] | undefined
  readonly deliveryDestinationTypes?: readonly ('S3' | 'CWL' | 'FH' | 'XRAY')[] | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeConfigurationTemplatesResponse {
  readonly configurationTemplates?: readonly ConfigurationTemplate[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeDeliveriesRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeDeliveriesResponse {
  readonly deliveries?: readonly Delivery[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeDeliveryDestinationsRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeDeliveryDestinationsResponse {
  readonly deliveryDestinations?: readonly DeliveryDestination[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeDeliverySourcesRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeDeliverySourcesResponse {
  readonly deliverySources?: readonly DeliverySource[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeDestinationsRequest {
  readonly DestinationNamePrefix?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeDestinationsResponse {
  readonly destinations?: readonly Destination[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeExportTasksRequest {
  readonly taskId?: string | undefined
  readonly statusCode?: 'CANCELLED' | 'COMPLETED' | 'FAILED' | 'PENDING' | 'PENDING_CANCEL' | 'RUNNING' | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeExportTasksResponse {
  readonly exportTasks?: readonly ExportTask[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeFieldIndexesRequest {
  readonly logGroupIdentifiers: readonly string[]
  readonly indexCategories?: readonly ('DEFAULT' | 'CUSTOM' | 'AUTO' | 'INACTIVE')[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeFieldIndexesResponse {
  readonly fieldIndexes?: readonly FieldIndex[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeImportTaskBatchesRequest {
  readonly importId: string
  readonly batchImportStatus?: readonly ('IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED')[] | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeImportTaskBatchesResponse {
  readonly importSourceArn?: string | undefined
  readonly importId?: string | undefined
  readonly importBatches?: readonly ImportBatch[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeImportTasksRequest {
  readonly importId?: string | undefined
  readonly importStatus?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly importSourceArn?: string | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeImportTasksResponse {
  readonly imports?: readonly Import[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeIndexPoliciesRequest {
  readonly logGroupIdentifiers: readonly string[]
  readonly nextToken?: string | undefined
}

export interface DescribeIndexPoliciesResponse {
  readonly indexPolicies?: readonly IndexPolicy[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeLogGroupsRequest {
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly logGroupNamePrefix?: string | undefined
  readonly logGroupNamePattern?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly includeLinkedAccounts?: boolean | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
}

export interface DescribeLogGroupsResponse {
  readonly logGroups?: readonly LogGroup[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeLogStreamsRequest {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
  readonly logStreamNamePrefix?: string | undefined
  readonly orderBy?: 'LogStreamName' | 'LastEventTime' | undefined
  readonly descending?: boolean | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeLogStreamsResponse {
  readonly logStreams?: readonly LogStream[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeLookupTablesRequest {
  readonly lookupTableNamePrefix?: string | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeLookupTablesResponse {
  readonly lookupTables?: readonly LookupTable[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeMetricFiltersRequest {
  readonly logGroupName?: string | undefined
  readonly filterNamePrefix?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly metricName?: string | undefined
  readonly metricNamespace?: string | undefined
}

export interface DescribeMetricFiltersResponse {
  readonly metricFilters?: readonly MetricFilter[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeQueriesRequest {
  readonly logGroupName?: string | undefined
  readonly status?: 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'Unknown' | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
}

export interface DescribeQueriesResponse {
  readonly queries?: readonly QueryInfo[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeQueryDefinitionsRequest {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryDefinitionNamePrefix?: string | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeQueryDefinitionsResponse {
  readonly queryDefinitions?: readonly QueryDefinition[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeResourcePoliciesRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly resourceArn?: string | undefined
  readonly policyScope?: 'ACCOUNT' | 'RESOURCE' | undefined
}

export interface DescribeResourcePoliciesResponse {
  readonly resourcePolicies?: readonly ResourcePolicy[] | undefined
  readonly nextToken?: string | undefined
}

export interface DescribeSubscriptionFiltersRequest {
  readonly logGroupName: string
  readonly filterNamePrefix?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface DescribeSubscriptionFiltersResponse {
  readonly subscriptionFilters?: readonly SubscriptionFilter[] | undefined
  readonly nextToken?: string | undefined
}

export interface Destination {
  readonly destinationName?: string | undefined
  readonly targetArn?: string | undefined
  readonly roleArn?: string | undefined
  readonly accessPolicy?: string | undefined
  readonly arn?: string | undefined
  readonly creationTime?: number | undefined
}

export interface DestinationConfiguration {
  readonly s3Configuration?: S3Configuration | undefined
  readonly lookupTableConfiguration?: LookupTableConfiguration | undefined
}

export interface DisassociateKmsKeyRequest {
  readonly logGroupName?: string | undefined
  readonly resourceIdentifier?: string | undefined
}

export interface DisassociateSourceFromS3TableIntegrationRequest {
  readonly identifier: string
}

export interface DisassociateSourceFromS3TableIntegrationResponse {
  readonly identifier?: string | undefined
}

export interface Entity {
  readonly keyAttributes?: { readonly [key: string]: string } | undefined
  readonly attributes?: { readonly [key: string]: string } | undefined
}

export interface ExportTask {
  readonly taskId?: string | undefined
  readonly taskName?: string | undefined
  readonly logGroupName?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly destination?: string | undefined
  readonly destinationPrefix?: string | undefined
  readonly status?: ExportTaskStatus | undefined
  readonly executionInfo?: ExportTaskExecutionInfo | undefined
}

export interface ExportTaskExecutionInfo {
  readonly creationTime?: number | undefined
  readonly completionTime?: number | undefined
}

export interface ExportTaskStatus {
  readonly code?: 'CANCELLED' | 'COMPLETED' | 'FAILED' | 'PENDING' | 'PENDING_CANCEL' | 'RUNNING' | undefined
  readonly message?: string | undefined
}

export interface FieldIndex {
  readonly logGroupIdentifier?: string | undefined
  readonly fieldIndexName?: string | undefined
  readonly lastScanTime?: number | undefined
  readonly firstEventTime?: number | undefined
  readonly lastEventTime?: number | undefined
  readonly type?: 'FACET' | 'FIELD_INDEX' | undefined
  readonly indexCategory?: 'DEFAULT' | 'CUSTOM' | 'AUTO' | 'INACTIVE' | undefined
}

export interface FieldsData {
  readonly data?: Uint8Array | undefined
}

export interface FilterLogEventsRequest {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
  readonly logStreamNames?: readonly string[] | undefined
  readonly logStreamNamePrefix?: string | undefined
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly filterPattern?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly startFromHead?: boolean | undefined
  readonly interleaved?: boolean | undefined
  readonly unmask?: boolean | undefined
}

export interface FilterLogEventsResponse {
  readonly events?: readonly FilteredLogEvent[] | undefined
  readonly searchedLogStreams?: readonly SearchedLogStream[] | undefined
  readonly nextToken?: string | undefined
}

export interface FilteredLogEvent {
  readonly logStreamName?: string | undefined
  readonly timestamp?: number | undefined
  readonly message?: string | undefined
  readonly ingestionTime?: number | undefined
  readonly eventId?: string | undefined
}

export interface GetDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string
}

export interface GetDataProtectionPolicyResponse {
  readonly logGroupIdentifier?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface GetDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string
}

export interface GetDeliveryDestinationPolicyResponse {
  readonly policy?: Policy | undefined
}

export interface GetDeliveryDestinationRequest {
  readonly name: string
}

export interface GetDeliveryDestinationResponse {
  readonly deliveryDestination?: DeliveryDestination | undefined
}

export interface GetDeliveryRequest {
  readonly id: string
}

export interface GetDeliveryResponse {
  readonly delivery?: Delivery | undefined
}

export interface GetDeliverySourceRequest {
  readonly name: string
}

export interface GetDeliverySourceResponse {
  readonly deliverySource?: DeliverySource | undefined
}

export interface GetIntegrationRequest {
  readonly integrationName: string
}

export interface GetIntegrationResponse {
  readonly integrationName?: string | undefined
  readonly integrationType?: 'OPENSEARCH' | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
  readonly integrationDetails?: IntegrationDetails | undefined
}

export interface GetLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string
}

export interface GetLogAnomalyDetectorResponse {
  readonly detectorName?: string | undefined
  readonly logGroupArnList?: readonly string[] | undefined
  readonly evaluationFrequency?: 'ONE_MIN' | 'FIVE_MIN' | 'TEN_MIN' | 'FIFTEEN_MIN' | 'THIRTY_MIN' | 'ONE_HOUR' | undefined
  readonly filterPattern?: string | undefined
  readonly anomalyDetectorStatus?: 'INITIALIZING' | 'TRAINING' | 'ANALYZING' | 'FAILED' | 'DELETED' | 'PAUSED' | undefined
  readonly kmsKeyId?: string | undefined
  readonly creationTimeStamp?: number | undefined
  readonly lastModifiedTimeStamp?: number | undefined
  readonly anomalyVisibilityTime?: number | undefined
}

export interface GetLogEventsRequest {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
  readonly logStreamName: string
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly startFromHead?: boolean | undefined
  readonly unmask?: boolean | undefined
}

export interface GetLogEventsResponse {
  readonly events?: readonly OutputLogEvent[] | undefined
  readonly nextForwardToken?: string | undefined
  readonly nextBackwardToken?: string | undefined
}

export interface GetLogFieldsRequest {
  readonly dataSourceName: string
  readonly dataSourceType: string
}

export interface GetLogFieldsResponse {
  readonly logFields?: readonly LogFieldsListItem[] | undefined
}

export interface GetLogGroupFieldsRequest {
  readonly logGroupName?: string | undefined
  readonly time?: number | undefined
  readonly logGroupIdentifier?: string | undefined
}

export interface GetLogGroupFieldsResponse {
  readonly logGroupFields?: readonly LogGroupField[] | undefined
}

export interface GetLogObjectRequest {
  readonly unmask?: boolean | undefined
  readonly logObjectPointer: string
}

export interface GetLogObjectResponse {
  readonly fieldStream?: AsyncIterable<{ readonly fields: FieldsData }> | undefined
}

export interface GetLogRecordRequest {
  readonly logRecordPointer: string
  readonly unmask?: boolean | undefined
}

export interface GetLogRecordResponse {
  readonly logRecord?: { readonly [key: string]: string } | undefined
}

export interface GetLookupTableRequest {
  readonly lookupTableArn: string
}

export interface GetLookupTableResponse {
  readonly lookupTableArn?: string | undefined
  readonly lookupTableName?: string | undefined
  readonly description?: string | undefined
  readonly tableBody?: string | undefined
  readonly sizeBytes?: number | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly kmsKeyId?: string | undefined
}

export interface GetQueryResultsRequest {
  readonly queryId: string
  readonly nextToken?: string | undefined
  readonly maxItems?: number | undefined
}

export interface GetQueryResultsResponse {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly results?: readonly (readonly ResultField[])[] | undefined
  readonly statistics?: QueryStatistics | undefined
  readonly status?: 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'Unknown' | undefined
  readonly encryptionKey?: string | undefined
  readonly nextToken?: string | undefined
}

export interface GetScheduledQueryHistoryRequest {
  readonly identifier: string
  readonly startTime: number
  readonly endTime: number
  readonly executionStatuses?: readonly ('Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout')[] | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

export interface GetScheduledQueryHistoryResponse {
  readonly name?: string | undefined
  readonly scheduledQueryArn?: string | undefined
  readonly triggerHistory?: readonly TriggerHistoryRecord[] | undefined
  readonly nextToken?: string | undefined
}

export interface GetScheduledQueryRequest {
  readonly identifier: string
}

export interface GetScheduledQueryResponse {
  readonly scheduledQueryArn?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryString?: string | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly scheduleExpression?: string | undefined
  readonly timezone?: string | undefined
  readonly startTimeOffset?: number | undefined
  readonly endTimeOffset?: number | undefined
  readonly destinationConfiguration?: DestinationConfiguration | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
  readonly scheduleType?: 'CUSTOMER_MANAGED' | 'AWS_MANAGED' | undefined
  readonly lastTriggeredTime?: number | undefined
  readonly lastExecutionStatus?: 'Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout' | undefined
  readonly scheduleStartTime?: number | undefined
  readonly scheduleEndTime?: number | undefined
  readonly executionRoleArn?: string | undefined
  readonly creationTime?: number | undefined
  readonly lastUpdatedTime?: number | undefined
}

export type GetStorageTierPolicyRequest = { readonly [key: string]: never }

export interface GetStorageTierPolicyResponse {
  readonly storageTier?: 'STANDARD' | 'INTELLIGENT_TIERING' | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface GetTransformerRequest {
  readonly logGroupIdentifier: string
}

export interface GetTransformerResponse {
  readonly logGroupIdentifier?: string | undefined
  readonly creationTime?: number | undefined
  readonly lastModifiedTime?: number | undefined
  readonly transformerConfig?: readonly Processor[] | undefined
}

export interface Grok {
  readonly source?: string | undefined
  readonly match: string
}

export interface GroupingIdentifier {
  readonly key?: string | undefined
  readonly value?: string | undefined
}

export interface Import {
  readonly importId?: string | undefined
  readonly importSourceArn?: string | undefined
  readonly importStatus?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly importDestinationArn?: string | undefined
  readonly importStatistics?: ImportStatistics | undefined
  readonly importFilter?: ImportFilter | undefined
  readonly creationTime?: number | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly errorMessage?: string | undefined
}

export interface ImportBatch {
  readonly batchId?: string | undefined
  readonly status?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly errorMessage?: string | undefined
}

export interface ImportFilter {
  readonly startEventTime?: number | undefined
  readonly endEventTime?: number | undefined
}

export interface ImportStatistics {
  readonly bytesImported?: number | undefined
}

export interface IndexPolicy {
  readonly logGroupIdentifier?: string | undefined
  readonly lastUpdateTime?: number | undefined
  readonly policyDocument?: string | undefined
  readonly policyName?: string | undefined
  readonly source?: 'ACCOUNT' | 'LOG_GROUP' | undefined
}

export interface InputLogEvent {
  readonly timestamp: number
  readonly message: string
}

export interface IntegrationDetails {
  readonly openSearchIntegrationDetails?: OpenSearchIntegrationDetails | undefined
}

export interface IntegrationSummary {
  readonly integrationName?: string | undefined
  readonly integrationType?: 'OPENSEARCH' | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
}

export interface InternalStreamingException {
  readonly message?: string | undefined
}

export interface ListAggregateLogGroupSummariesRequest {
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly includeLinkedAccounts?: boolean | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly logGroupNamePattern?: string | undefined
  readonly dataSources?: readonly DataSourceFilter[] | undefined
  readonly groupBy: 'DATA_SOURCE_NAME_TYPE_AND_FORMAT' | 'DATA_SOURCE_NAME_AND_TYPE'
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

export interface ListAggregateLogGroupSummariesResponse {
  readonly aggregateLogGroupSummaries?: readonly AggregateLogGroupSummary[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListAnomaliesRequest {
  readonly anomalyDetectorArn?: string | undefined
  readonly suppressionState?: 'SUPPRESSED' | 'UNSUPPRESSED' | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

export interface ListAnomaliesResponse {
  readonly anomalies?: readonly Anomaly[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListIntegrationsRequest {
  readonly integrationNamePrefix?: string | undefined
  readonly integrationType?: 'OPENSEARCH' | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
}

export interface ListIntegrationsResponse {
  readonly integrationSummaries?: readonly IntegrationSummary[] | undefined
}

export interface ListLogAnomalyDetectorsRequest {
  readonly filterLogGroupArn?: string | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

export interface ListLogAnomalyDetectorsResponse {
  readonly anomalyDetectors?: readonly AnomalyDetector[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListLogGroupsForQueryRequest {
  readonly queryId: string
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

export interface ListLogGroupsForQueryResponse {
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListLogGroupsRequest {
  readonly logGroupNamePattern?: string | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly includeLinkedAccounts?: boolean | undefined
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly dataSources?: readonly DataSourceFilter[] | undefined
  readonly fieldIndexNames?: readonly string[] | undefined
  readonly logGroupTags?: readonly TagFilter[] | undefined
}

export interface ListLogGroupsResponse {
  readonly logGroups?: readonly LogGroupSummary[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListScheduledQueriesRequest {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
  readonly scheduleType?: 'CUSTOMER_MANAGED' | 'AWS_MANAGED' | undefined
}

export interface ListScheduledQueriesResponse {
  readonly nextToken?: string | undefined
  readonly scheduledQueries?: readonly ScheduledQuerySummary[] | undefined
}

export interface ListSourcesForS3TableIntegrationRequest {
  readonly integrationArn: string
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

export interface ListSourcesForS3TableIntegrationResponse {
  readonly sources?: readonly S3TableIntegrationSource[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListSyslogConfigurationsRequest {
  readonly logGroupIdentifier?: string | undefined
  readonly vpcEndpointId?: string | undefined
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

export interface ListSyslogConfigurationsResponse {
  readonly syslogConfigurations?: readonly SyslogConfiguration[] | undefined
  readonly nextToken?: string | undefined
}

export interface ListTagsForResourceRequest {
  readonly resourceArn: string
}

export interface ListTagsForResourceResponse {
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface ListTagsLogGroupRequest {
  readonly logGroupName: string
}

export interface ListTagsLogGroupResponse {
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface ListToMap {
  readonly source: string
  readonly key: string
  readonly valueKey?: string | undefined
  readonly target?: string | undefined
  readonly flatten?: boolean | undefined
  readonly flattenedElement?: 'first' | 'last' | undefined
}

export interface LiveTailSessionLogEvent {
  readonly logStreamName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
  readonly message?: string | undefined
  readonly timestamp?: number | undefined
  readonly ingestionTime?: number | undefined
}

export interface LiveTailSessionMetadata {
  readonly sampled?: boolean | undefined
}

export interface LiveTailSessionStart {
  readonly requestId?: string | undefined
  readonly sessionId?: string | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly logStreamNames?: readonly string[] | undefined
  readonly logStreamNamePrefixes?: readonly string[] | undefined
  readonly logEventFilterPattern?: string | undefined
}

export interface LiveTailSessionUpdate {
  readonly sessionMetadata?: LiveTailSessionMetadata | undefined
  readonly sessionResults?: readonly LiveTailSessionLogEvent[] | undefined
}

export interface LogEvent {
  readonly timestamp?: number | undefined
  readonly message?: string | undefined
}

export interface LogFieldType {
  readonly type?: string | undefined
  readonly element?: LogFieldType | undefined
  readonly fields?: readonly LogFieldsListItem[] | undefined
}

export interface LogFieldsListItem {
  readonly logFieldName?: string | undefined
  readonly logFieldType?: LogFieldType | undefined
}

export interface LogGroup {
  readonly logGroupName?: string | undefined
  readonly creationTime?: number | undefined
  readonly retentionInDays?: number | undefined
  readonly metricFilterCount?: number | undefined
  readonly arn?: string | undefined
  readonly storedBytes?: number | undefined
  readonly kmsKeyId?: string | undefined
  readonly dataProtectionStatus?: 'ACTIVATED' | 'DELETED' | 'ARCHIVED' | 'DISABLED' | undefined
  readonly inheritedProperties?: readonly 'ACCOUNT_DATA_PROTECTION'[] | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly logGroupArn?: string | undefined
  readonly deletionProtectionEnabled?: boolean | undefined
  readonly bearerTokenAuthenticationEnabled?: boolean | undefined
}

export interface LogGroupField {
  readonly name?: string | undefined
  readonly percent?: number | undefined
}

export interface LogGroupSummary {
  readonly logGroupName?: string | undefined
  readonly logGroupArn?: string | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
}

export interface LogStream {
  readonly logStreamName?: string | undefined
  readonly creationTime?: number | undefined
  readonly firstEventTimestamp?: number | undefined
  readonly lastEventTimestamp?: number | undefined
  readonly lastIngestionTime?: number | undefined
  readonly uploadSequenceToken?: string | undefined
  readonly arn?: string | undefined
  readonly storedBytes?: number | undefined
}

export interface LookupTable {
  readonly lookupTableArn?: string | undefined
  readonly lookupTableName?: string | undefined
  readonly description?: string | undefined
  readonly tableFields?: readonly string[] | undefined
  readonly recordsCount?: number | undefined
  readonly sizeBytes?: number | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly kmsKeyId?: string | undefined
}

export interface LookupTableConfiguration {
  readonly tableName: string
  readonly roleArn: string
  readonly description?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface LowerCaseString {
  readonly withKeys: readonly string[]
}

export interface MetricFilter {
  readonly filterName?: string | undefined
  readonly filterPattern?: string | undefined
  readonly metricTransformations?: readonly MetricTransformation[] | undefined
  readonly creationTime?: number | undefined
  readonly logGroupName?: string | undefined
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFieldDimensions?: readonly string[] | undefined
}

export interface MetricFilterMatchRecord {
  readonly eventNumber?: number | undefined
  readonly eventMessage?: string | undefined
  readonly extractedValues?: { readonly [key: string]: string } | undefined
}

export interface MetricTransformation {
  readonly metricName: string
  readonly metricNamespace: string
  readonly metricValue: string
  readonly defaultValue?: number | undefined
  readonly dimensions?: { readonly [key: string]: string } | undefined
  readonly unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
}

export interface MoveKeyEntry {
  readonly source: string
  readonly target: string
  readonly overwriteIfExists?: boolean | undefined
}

export interface MoveKeys {
  readonly entries: readonly MoveKeyEntry[]
}

export interface OpenSearchApplication {
  readonly applicationEndpoint?: string | undefined
  readonly applicationArn?: string | undefined
  readonly applicationId?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchCollection {
  readonly collectionEndpoint?: string | undefined
  readonly collectionArn?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchDataAccessPolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchDataSource {
  readonly dataSourceName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchEncryptionPolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchIntegrationDetails {
  readonly dataSource?: OpenSearchDataSource | undefined
  readonly application?: OpenSearchApplication | undefined
  readonly collection?: OpenSearchCollection | undefined
  readonly workspace?: OpenSearchWorkspace | undefined
  readonly encryptionPolicy?: OpenSearchEncryptionPolicy | undefined
  readonly networkPolicy?: OpenSearchNetworkPolicy | undefined
  readonly accessPolicy?: OpenSearchDataAccessPolicy | undefined
  readonly lifecyclePolicy?: OpenSearchLifecyclePolicy | undefined
}

export interface OpenSearchLifecyclePolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchNetworkPolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OpenSearchResourceConfig {
  readonly kmsKeyArn?: string | undefined
  readonly dataSourceRoleArn: string
  readonly dashboardViewerPrincipals: readonly string[]
  readonly applicationArn?: string | undefined
  readonly retentionDays: number
}

export interface OpenSearchResourceStatus {
  readonly status?: 'ACTIVE' | 'NOT_FOUND' | 'ERROR' | undefined
  readonly statusMessage?: string | undefined
}

export interface OpenSearchWorkspace {
  readonly workspaceId?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

export interface OutputLogEvent {
  readonly timestamp?: number | undefined
  readonly message?: string | undefined
  readonly ingestionTime?: number | undefined
}

export interface ParseCloudfront {
  readonly source?: string | undefined
}

export interface ParseJSON {
  readonly source?: string | undefined
  readonly destination?: string | undefined
}

export interface ParseKeyValue {
  readonly source?: string | undefined
  readonly destination?: string | undefined
  readonly fieldDelimiter?: string | undefined
  readonly keyValueDelimiter?: string | undefined
  readonly keyPrefix?: string | undefined
  readonly nonMatchValue?: string | undefined
  readonly overwriteIfExists?: boolean | undefined
}

export interface ParsePostgres {
  readonly source?: string | undefined
}

export interface ParseRoute53 {
  readonly source?: string | undefined
}

export interface ParseToOCSF {
  readonly source?: string | undefined
  readonly eventSource: 'CloudTrail' | 'Route53Resolver' | 'VPCFlow' | 'EKSAudit' | 'AWSWAF'
  readonly ocsfVersion: 'V1.1' | 'V1.5'
  readonly mappingVersion?: string | undefined
}

export interface ParseVPC {
  readonly source?: string | undefined
}

export interface ParseWAF {
  readonly source?: string | undefined
}

export interface PatternToken {
  readonly dynamicTokenPosition?: number | undefined
  readonly isDynamic?: boolean | undefined
  readonly tokenString?: string | undefined
  readonly enumerations?: { readonly [key: string]: number } | undefined
  readonly inferredTokenName?: string | undefined
}

export interface Policy {
  readonly deliveryDestinationPolicy?: string | undefined
}

export interface Processor {
  readonly addKeys?: AddKeys | undefined
  readonly copyValue?: CopyValue | undefined
  readonly csv?: CSV | undefined
  readonly dateTimeConverter?: DateTimeConverter | undefined
  readonly deleteKeys?: DeleteKeys | undefined
  readonly grok?: Grok | undefined
  readonly listToMap?: ListToMap | undefined
  readonly lowerCaseString?: LowerCaseString | undefined
  readonly moveKeys?: MoveKeys | undefined
  readonly parseCloudfront?: ParseCloudfront | undefined
  readonly parseJSON?: ParseJSON | undefined
  readonly parseKeyValue?: ParseKeyValue | undefined
  readonly parseRoute53?: ParseRoute53 | undefined
  readonly parseToOCSF?: ParseToOCSF | undefined
  readonly parsePostgres?: ParsePostgres | undefined
  readonly parseVPC?: ParseVPC | undefined
  readonly parseWAF?: ParseWAF | undefined
  readonly renameKeys?: RenameKeys | undefined
  readonly splitString?: SplitString | undefined
  readonly substituteString?: SubstituteString | undefined
  readonly trimString?: TrimString | undefined
  readonly typeConverter?: TypeConverter | undefined
  readonly upperCaseString?: UpperCaseString | undefined
}

export interface PutAccountPolicyRequest {
  readonly policyName: string
  readonly policyDocument: string
  readonly policyType: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY'
  readonly scope?: 'ALL' | undefined
  readonly selectionCriteria?: string | undefined
}

export interface PutAccountPolicyResponse {
  readonly accountPolicy?: AccountPolicy | undefined
}

export interface PutBearerTokenAuthenticationRequest {
  readonly logGroupIdentifier: string
  readonly bearerTokenAuthenticationEnabled: boolean
}

export interface PutDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string
  readonly policyDocument: string
}

export interface PutDataProtectionPolicyResponse {
  readonly logGroupIdentifier?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface PutDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string
  readonly deliveryDestinationPolicy: string
}

export interface PutDeliveryDestinationPolicyResponse {
  readonly policy?: Policy | undefined
}

export interface PutDeliveryDestinationRequest {
  readonly name: string
  readonly outputFormat?: 'json' | 'plain' | 'w3c' | 'raw' | 'parquet' | undefined
  readonly deliveryDestinationConfiguration?: DeliveryDestinationConfiguration | undefined
  readonly deliveryDestinationType?: 'S3' | 'CWL' | 'FH' | 'XRAY' | undefined
  readonly roleArn?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface PutDeliveryDestinationResponse {
  readonly deliveryDestination?: DeliveryDestination | undefined
}

export interface PutDeliverySourceRequest {
  readonly name: string
  readonly resourceArn: string
  readonly logType: string
  readonly tags?: { readonly [key: string]: string } | undefined
  readonly deliverySourceConfiguration?: { readonly [key: string]: string } | undefined
}

export interface PutDeliverySourceResponse {
  readonly deliverySource?: DeliverySource | undefined
}

export interface PutDestinationPolicyRequest {
  readonly destinationName: string
  readonly accessPolicy: string
  readonly forceUpdate?: boolean | undefined
}

export interface PutDestinationRequest {
  readonly destinationName: string
  readonly targetArn: string
  readonly roleArn: string
  readonly tags?: { readonly [key: string]: string } | undefined
}

export interface PutDestinationResponse {
  readonly destination?: Destination | undefined
}

export interface PutIndexPolicyRequest {
  readonly logGroupIdentifier: string
  readonly policyDocument: string
}

export interface PutIndexPolicyResponse {
  readonly indexPolicy?: IndexPolicy | undefined
}

export interface PutIntegrationRequest {
  readonly integrationName: string
  readonly resourceConfig: ResourceConfig
  readonly integrationType: 'OPENSEARCH'
}

export interface PutIntegrationResponse {
  readonly integrationName?: string | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
}

export interface PutLogEventsRequest {
  readonly logGroupName: string
  readonly logStreamName: string
  readonly logEvents: readonly InputLogEvent[]
  readonly sequenceToken?: string | undefined
  readonly entity?: Entity | undefined
}

export interface PutLogEventsResponse {
  readonly nextSequenceToken?: string | undefined
  readonly rejectedLogEventsInfo?: RejectedLogEventsInfo | undefined
  readonly rejectedEntityInfo?: RejectedEntityInfo | undefined
}

export interface PutLogGroupDeletionProtectionRequest {
  readonly logGroupIdentifier: string
  readonly deletionProtectionEnabled: boolean
}

export interface PutMetricFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
  readonly filterPattern: string
  readonly metricTransformations: readonly MetricTransformation[]
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFieldDimensions?: readonly string[] | undefined
}

export interface PutQueryDefinitionRequest {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly name: string
  readonly queryDefinitionId?: string | undefined
  readonly logGroupNames?: readonly string[] | undefined
  readonly queryString: string
  readonly clientToken?: string | undefined
  readonly parameters?: readonly QueryParameter[] | undefined
}

export interface PutQueryDefinitionResponse {
  readonly queryDefinitionId?: string | undefined
}

export interface PutResourcePolicyRequest {
  readonly policyName?: string | undefined
  readonly policyDocument?: string | undefined
  readonly resourceArn?: string | undefined
  readonly expectedRevisionId?: string | undefined
}

export interface PutResourcePolicyResponse {
  readonly resourcePolicy?: ResourcePolicy | undefined
  readonly revisionId?: string | undefined
}

export interface PutRetentionPolicyRequest {
  readonly logGroupName: string
  readonly retentionInDays: number
}

export interface PutStorageTierPolicyRequest {
  readonly storageTier: 'STANDARD' | 'INTELLIGENT_TIERING'
}

export interface PutStorageTierPolicyResponse {
  readonly storageTier?: 'STANDARD' | 'INTELLIGENT_TIERING' | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface PutSubscriptionFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
  readonly filterPattern: string
  readonly destinationArn: string
  readonly roleArn?: string | undefined
  readonly distribution?: 'Random' | 'ByLogStream' | undefined
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFields?: readonly string[] | undefined
}

export interface PutSyslogConfigurationRequest {
  readonly logGroupIdentifier: string
  readonly vpcEndpointId?: string | undefined
}

export interface PutTransformerRequest {
  readonly logGroupIdentifier: string
  readonly transformerConfig: readonly Processor[]
}

export interface QueryDefinition {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryDefinitionId?: string | undefined
  readonly name?: string | undefined
  readonly queryString?: string | undefined
  readonly lastModified?: number | undefined
  readonly logGroupNames?: readonly string[] | undefined
  readonly parameters?: readonly QueryParameter[] | undefined
}

export interface QueryInfo {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryId?: string | undefined
  readonly queryString?: string | undefined
  readonly status?: 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'Unknown' | undefined
  readonly createTime?: number | undefined
  readonly logGroupName?: string | undefined
  readonly queryDuration?: number | undefined
  readonly bytesScanned?: number | undefined
  readonly userIdentity?: string | undefined
}

export interface QueryParameter {
  readonly name: string
  readonly defaultValue?: string | undefined
  readonly description?: string | undefined
}

export interface QueryStatistics {
  readonly recordsMatched?: number | undefined
  readonly recordsScanned?: number | undefined
  readonly estimatedRecordsSkipped?: number | undefined
  readonly bytesScanned?: number | undefined
  readonly estimatedBytesSkipped?: number | undefined
  readonly logGroupsScanned?: number | undefined
  readonly resultCount?: number | undefined
}

export interface RecordField {
  readonly name?: string | undefined
  readonly mandatory?: boolean | undefined
}

export interface RejectedEntityInfo {
  readonly errorType?: 'InvalidEntity' | 'InvalidTypeValue' | 'InvalidKeyAttributes' | 'InvalidAttributes' | 'EntitySizeTooLarge' | 'UnsupportedLogGroupType' | 'MissingRequiredFields' | undefined
}

export interface RejectedLogEventsInfo {
  readonly tooNewLogEventStartIndex?: number | undefined
  readonly tooOldLogEventEndIndex?: number | undefined
  readonly expiredLogEventEndIndex?: number | undefined
}

export interface RenameKeyEntry {
  readonly key: string
  readonly renameTo: string
  readonly overwriteIfExists?: boolean | undefined
}

export interface RenameKeys {
  readonly entries: readonly RenameKeyEntry[]
}

export interface ResourceConfig {
  readonly openSearchResourceConfig?: OpenSearchResourceConfig | undefined
}

export interface ResourcePolicy {
  readonly policyName?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly policyScope?: 'ACCOUNT' | 'RESOURCE' | undefined
  readonly resourceArn?: string | undefined
  readonly revisionId?: string | undefined
}

export interface ResultField {
  readonly field?: string | undefined
  readonly value?: string | undefined
}

export interface S3Configuration {
  readonly destinationIdentifier: string
  readonly roleArn: string
  readonly ownerAccountId?: string | undefined
  readonly kmsKeyId?: string | undefined
}

export interface S3DeliveryConfiguration {
  readonly suffixPath?: string | undefined
  readonly enableHiveCompatiblePath?: boolean | undefined
}

export interface S3TableIntegrationSource {
  readonly identifier?: string | undefined
  readonly dataSource?: DataSource | undefined
  readonly status?: 'ACTIVE' | 'UNHEALTHY' | 'FAILED' | 'DATA_SOURCE_DELETE_IN_PROGRESS' | undefined
  readonly statusReason?: string | undefined
  readonly createdTimeStamp?: number | undefined
  readonly parentSourceIdentifier?: string | undefined
}

export interface S3TablesIntegration {
  readonly datasourceName?: string | undefined
  readonly datasourceType?: string | undefined
}

export interface ScheduledQueryDestination {
  readonly destinationType?: 'S3' | 'LOOKUP_TABLE' | undefined
  readonly destinationIdentifier?: string | undefined
  readonly status?: 'IN_PROGRESS' | 'CLIENT_ERROR' | 'FAILED' | 'COMPLETE' | undefined
  readonly processedIdentifier?: string | undefined
  readonly errorMessage?: string | undefined
}

export interface ScheduledQuerySummary {
  readonly scheduledQueryArn?: string | undefined
  readonly name?: string | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
  readonly scheduleType?: 'CUSTOMER_MANAGED' | 'AWS_MANAGED' | undefined
  readonly lastTriggeredTime?: number | undefined
  readonly lastExecutionStatus?: 'Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout' | undefined
  readonly scheduleExpression?: string | undefined
  readonly timezone?: string | undefined
  readonly destinationConfiguration?: DestinationConfiguration | undefined
  readonly creationTime?: number | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface SearchedLogStream {
  readonly logStreamName?: string | undefined
  readonly searchedCompletely?: boolean | undefined
}

export interface SessionStreamingException {
  readonly message?: string | undefined
}

export interface SessionTimeoutException {
  readonly message?: string | undefined
}

export interface SplitString {
  readonly entries: readonly SplitStringEntry[]
}

export interface SplitStringEntry {
  readonly source: string
  readonly delimiter: string
}

export interface StartLiveTailRequest {
  readonly logGroupIdentifiers: readonly string[]
  readonly logStreamNames?: readonly string[] | undefined
  readonly logStreamNamePrefixes?: readonly string[] | undefined
  readonly logEventFilterPattern?: string | undefined
}

export interface StartLiveTailResponse {
  readonly responseStream?: AsyncIterable<{ readonly sessionStart: LiveTailSessionStart } | { readonly sessionUpdate: LiveTailSessionUpdate }> | undefined
}

export interface StartQueryRequest {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly logGroupName?: string | undefined
  readonly logGroupNames?: readonly string[] | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly startTime: number
  readonly endTime: number
  readonly queryString: string
  readonly limit?: number | undefined
}

export interface StartQueryResponse {
  readonly queryId?: string | undefined
}

export interface StopQueryRequest {
  readonly queryId: string
}

export interface StopQueryResponse {
  readonly success?: boolean | undefined
}

export interface SubscriptionFilter {
  readonly filterName?: string | undefined
  readonly logGroupName?: string | undefined
  readonly filterPattern?: string | undefined
  readonly destinationArn?: string | undefined
  readonly roleArn?: string | undefined
  readonly distribution?: 'Random' | 'ByLogStream' | undefined
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly creationTime?: number | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFields?: readonly string[] | undefined
}

export interface SubstituteString {
  readonly entries: readonly SubstituteStringEntry[]
}

export interface SubstituteStringEntry {
  readonly source: string
  readonly from: string
  readonly to: string
}

export interface SuppressionPeriod {
  readonly value?: number | undefined
  readonly suppressionUnit?: 'SECONDS' | 'MINUTES' | 'HOURS' | undefined
}

export interface SyslogConfiguration {
  readonly logGroupArn?: string | undefined
  readonly sourceType?: 'VPCE' | undefined
  readonly vpcEndpointId?: string | undefined
  readonly createdAt?: number | undefined
}

export interface TagFilter {
  readonly key: string
  readonly values?: readonly string[] | undefined
}

export interface TagLogGroupRequest {
  readonly logGroupName: string
  readonly tags: { readonly [key: string]: string }
}

export interface TagResourceRequest {
  readonly resourceArn: string
  readonly tags: { readonly [key: string]: string }
}

export interface TestMetricFilterRequest {
  readonly filterPattern: string
  readonly logEventMessages: readonly string[]
}

export interface TestMetricFilterResponse {
  readonly matches?: readonly MetricFilterMatchRecord[] | undefined
}

export interface TestTransformerRequest {
  readonly transformerConfig: readonly Processor[]
  readonly logEventMessages: readonly string[]
}

export interface TestTransformerResponse {
  readonly transformedLogs?: readonly TransformedLogRecord[] | undefined
}

export interface TransformedLogRecord {
  readonly eventNumber?: number | undefined
  readonly eventMessage?: string | undefined
  readonly transformedEventMessage?: string | undefined
}

export interface TriggerHistoryRecord {
  readonly queryId?: string | undefined
  readonly executionStatus?: 'Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout' | undefined
  readonly triggeredTimestamp?: number | undefined
  readonly errorMessage?: string | undefined
  readonly destinations?: readonly ScheduledQueryDestination[] | undefined
}

export interface TrimString {
  readonly withKeys: readonly string[]
}

export interface TypeConverter {
  readonly entries: readonly TypeConverterEntry[]
}

export interface TypeConverterEntry {
  readonly key: string
  readonly type: 'boolean' | 'integer' | 'double' | 'string'
}

export interface UntagLogGroupRequest {
  readonly logGroupName: string
  readonly tags: readonly string[]
}

export interface UntagResourceRequest {
  readonly resourceArn: string
  readonly tagKeys: readonly string[]
}

export interface UpdateAnomalyRequest {
  readonly anomalyId?: string | undefined
  readonly patternId?: string | undefined
  readonly anomalyDetectorArn: string
  readonly suppressionType?: 'LIMITED' | 'INFINITE' | undefined
  readonly suppressionPeriod?: SuppressionPeriod | undefined
  readonly baseline?: boolean | undefined
}

export interface UpdateDeliveryConfigurationRequest {
  readonly id: string
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
}

export type UpdateDeliveryConfigurationResponse = { readonly [key: string]: never }

export interface UpdateLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string
  readonly evaluationFrequency?: 'ONE_MIN' | 'FIVE_MIN' | 'TEN_MIN' | 'FIFTEEN_MIN' | 'THIRTY_MIN' | 'ONE_HOUR' | undefined
  readonly filterPattern?: string | undefined
  readonly anomalyVisibilityTime?: number | undefined
  readonly enabled: boolean
}

export interface UpdateLookupTableRequest {
  readonly lookupTableArn: string
  readonly description?: string | undefined
  readonly tableBody?: string | undefined
  readonly queryId?: string | undefined
  readonly kmsKeyId?: string | undefined
}

export interface UpdateLookupTableResponse {
  readonly lookupTableArn?: string | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface UpdateScheduledQueryRequest {
  readonly identifier: string
  readonly description?: string | undefined
  readonly queryLanguage: 'CWLI' | 'SQL' | 'PPL'
  readonly queryString: string
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly scheduleExpression: string
  readonly timezone?: string | undefined
  readonly startTimeOffset?: number | undefined
  readonly endTimeOffset?: number | undefined
  readonly destinationConfiguration?: DestinationConfiguration | undefined
  readonly scheduleStartTime?: number | undefined
  readonly scheduleEndTime?: number | undefined
  readonly executionRoleArn: string
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
}

export interface UpdateScheduledQueryResponse {
  readonly scheduledQueryArn?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryString?: string | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly scheduleExpression?: string | undefined
  readonly timezone?: string | undefined
  readonly startTimeOffset?: number | undefined
  readonly endTimeOffset?: number | undefined
  readonly destinationConfiguration?: DestinationConfiguration | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
  readonly scheduleType?: 'CUSTOMER_MANAGED' | 'AWS_MANAGED' | undefined
  readonly lastTriggeredTime?: number | undefined
  readonly lastExecutionStatus?: 'Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout' | undefined
  readonly scheduleStartTime?: number | undefined
  readonly scheduleEndTime?: number | undefined
  readonly executionRoleArn?: string | undefined
  readonly creationTime?: number | undefined
  readonly lastUpdatedTime?: number | undefined
}

export interface UpperCaseString {
  readonly withKeys: readonly string[]
}

/** Input and output of each operation of CloudWatch Logs. */
export interface LogsOperations {
  readonly AssociateKmsKey: { readonly input: AssociateKmsKeyRequest; readonly output: { readonly [key: string]: never } }
  readonly AssociateSourceToS3TableIntegration: { readonly input: AssociateSourceToS3TableIntegrationRequest; readonly output: AssociateSourceToS3TableIntegrationResponse }
  readonly CancelExportTask: { readonly input: CancelExportTaskRequest; readonly output: { readonly [key: string]: never } }
  readonly CancelImportTask: { readonly input: CancelImportTaskRequest; readonly output: CancelImportTaskResponse }
  readonly CreateDelivery: { readonly input: CreateDeliveryRequest; readonly output: CreateDeliveryResponse }
  readonly CreateExportTask: { readonly input: CreateExportTaskRequest; readonly output: CreateExportTaskResponse }
  readonly CreateImportTask: { readonly input: CreateImportTaskRequest; readonly output: CreateImportTaskResponse }
  readonly CreateLogAnomalyDetector: { readonly input: CreateLogAnomalyDetectorRequest; readonly output: CreateLogAnomalyDetectorResponse }
  readonly CreateLogGroup: { readonly input: CreateLogGroupRequest; readonly output: { readonly [key: string]: never } }
  readonly CreateLogStream: { readonly input: CreateLogStreamRequest; readonly output: { readonly [key: string]: never } }
  readonly CreateLookupTable: { readonly input: CreateLookupTableRequest; readonly output: CreateLookupTableResponse }
  readonly CreateScheduledQuery: { readonly input: CreateScheduledQueryRequest; readonly output: CreateScheduledQueryResponse }
  readonly DeleteAccountPolicy: { readonly input: DeleteAccountPolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteDataProtectionPolicy: { readonly input: DeleteDataProtectionPolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteDelivery: { readonly input: DeleteDeliveryRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteDeliveryDestination: { readonly input: DeleteDeliveryDestinationRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteDeliveryDestinationPolicy: { readonly input: DeleteDeliveryDestinationPolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteDeliverySource: { readonly input: DeleteDeliverySourceRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteDestination: { readonly input: DeleteDestinationRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteIndexPolicy: { readonly input: DeleteIndexPolicyRequest; readonly output: DeleteIndexPolicyResponse }
  readonly DeleteIntegration: { readonly input: DeleteIntegrationRequest; readonly output: DeleteIntegrationResponse }
  readonly DeleteLogAnomalyDetector: { readonly input: DeleteLogAnomalyDetectorRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteLogGroup: { readonly input: DeleteLogGroupRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteLogStream: { readonly input: DeleteLogStreamRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteLookupTable: { readonly input: DeleteLookupTableRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteMetricFilter: { readonly input: DeleteMetricFilterRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteQueryDefinition: { readonly input: DeleteQueryDefinitionRequest; readonly output: DeleteQueryDefinitionResponse }
  readonly DeleteResourcePolicy: { readonly input: DeleteResourcePolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteRetentionPolicy: { readonly input: DeleteRetentionPolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteScheduledQuery: { readonly input: DeleteScheduledQueryRequest; readonly output: DeleteScheduledQueryResponse }
  readonly DeleteSubscriptionFilter: { readonly input: DeleteSubscriptionFilterRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteSyslogConfiguration: { readonly input: DeleteSyslogConfigurationRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteTransformer: { readonly input: DeleteTransformerRequest; readonly output: { readonly [key: string]: never } }
  readonly DescribeAccountPolicies: { readonly input: DescribeAccountPoliciesRequest; readonly output: DescribeAccountPoliciesResponse }
  readonly DescribeConfigurationTemplates: { readonly input: DescribeConfigurationTemplatesRequest; readonly output: DescribeConfigurationTemplatesResponse }
  readonly DescribeDeliveries: { readonly input: DescribeDeliveriesRequest; readonly output: DescribeDeliveriesResponse }
  readonly DescribeDeliveryDestinations: { readonly input: DescribeDeliveryDestinationsRequest; readonly output: DescribeDeliveryDestinationsResponse }
  readonly DescribeDeliverySources: { readonly input: DescribeDeliverySourcesRequest; readonly output: DescribeDeliverySourcesResponse }
  readonly DescribeDestinations: { readonly input: DescribeDestinationsRequest; readonly output: DescribeDestinationsResponse }
  readonly DescribeExportTasks: { readonly input: DescribeExportTasksRequest; readonly output: DescribeExportTasksResponse }
  readonly DescribeFieldIndexes: { readonly input: DescribeFieldIndexesRequest; readonly output: DescribeFieldIndexesResponse }
  readonly DescribeImportTaskBatches: { readonly input: DescribeImportTaskBatchesRequest; readonly output: DescribeImportTaskBatchesResponse }
  readonly DescribeImportTasks: { readonly input: DescribeImportTasksRequest; readonly output: DescribeImportTasksResponse }
  readonly DescribeIndexPolicies: { readonly input: DescribeIndexPoliciesRequest; readonly output: DescribeIndexPoliciesResponse }
  readonly DescribeLogGroups: { readonly input: DescribeLogGroupsRequest; readonly output: DescribeLogGroupsResponse }
  readonly DescribeLogStreams: { readonly input: DescribeLogStreamsRequest; readonly output: DescribeLogStreamsResponse }
  readonly DescribeLookupTables: { readonly input: DescribeLookupTablesRequest; readonly output: DescribeLookupTablesResponse }
  readonly DescribeMetricFilters: { readonly input: DescribeMetricFiltersRequest; readonly output: DescribeMetricFiltersResponse }
  readonly DescribeQueries: { readonly input: DescribeQueriesRequest; readonly output: DescribeQueriesResponse }
  readonly DescribeQueryDefinitions: { readonly input: DescribeQueryDefinitionsRequest; readonly output: DescribeQueryDefinitionsResponse }
  readonly DescribeResourcePolicies: { readonly input: DescribeResourcePoliciesRequest; readonly output: DescribeResourcePoliciesResponse }
  readonly DescribeSubscriptionFilters: { readonly input: DescribeSubscriptionFiltersRequest; readonly output: DescribeSubscriptionFiltersResponse }
  readonly DisassociateKmsKey: { readonly input: DisassociateKmsKeyRequest; readonly output: { readonly [key: string]: never } }
  readonly DisassociateSourceFromS3TableIntegration: { readonly input: DisassociateSourceFromS3TableIntegrationRequest; readonly output: DisassociateSourceFromS3TableIntegrationResponse }
  readonly FilterLogEvents: { readonly input: FilterLogEventsRequest; readonly output: FilterLogEventsResponse }
  readonly GetDataProtectionPolicy: { readonly input: GetDataProtectionPolicyRequest; readonly output: GetDataProtectionPolicyResponse }
  readonly GetDelivery: { readonly input: GetDeliveryRequest; readonly output: GetDeliveryResponse }
  readonly GetDeliveryDestination: { readonly input: GetDeliveryDestinationRequest; readonly output: GetDeliveryDestinationResponse }
  readonly GetDeliveryDestinationPolicy: { readonly input: GetDeliveryDestinationPolicyRequest; readonly output: GetDeliveryDestinationPolicyResponse }
  readonly GetDeliverySource: { readonly input: GetDeliverySourceRequest; readonly output: GetDeliverySourceResponse }
  readonly GetIntegration: { readonly input: GetIntegrationRequest; readonly output: GetIntegrationResponse }
  readonly GetLogAnomalyDetector: { readonly input: GetLogAnomalyDetectorRequest; readonly output: GetLogAnomalyDetectorResponse }
  readonly GetLogEvents: { readonly input: GetLogEventsRequest; readonly output: GetLogEventsResponse }
  readonly GetLogFields: { readonly input: GetLogFieldsRequest; readonly output: GetLogFieldsResponse }
  readonly GetLogGroupFields: { readonly input: GetLogGroupFieldsRequest; readonly output: GetLogGroupFieldsResponse }
  readonly GetLogObject: { readonly input: GetLogObjectRequest; readonly output: GetLogObjectResponse }
  readonly GetLogRecord: { readonly input: GetLogRecordRequest; readonly output: GetLogRecordResponse }
  readonly GetLookupTable: { readonly input: GetLookupTableRequest; readonly output: GetLookupTableResponse }
  readonly GetQueryResults: { readonly input: GetQueryResultsRequest; readonly output: GetQueryResultsResponse }
  readonly GetScheduledQuery: { readonly input: GetScheduledQueryRequest; readonly output: GetScheduledQueryResponse }
  readonly GetScheduledQueryHistory: { readonly input: GetScheduledQueryHistoryRequest; readonly output: GetScheduledQueryHistoryResponse }
  readonly GetStorageTierPolicy: { readonly input: GetStorageTierPolicyRequest; readonly output: GetStorageTierPolicyResponse }
  readonly GetTransformer: { readonly input: GetTransformerRequest; readonly output: GetTransformerResponse }
  readonly ListAggregateLogGroupSummaries: { readonly input: ListAggregateLogGroupSummariesRequest; readonly output: ListAggregateLogGroupSummariesResponse }
  readonly ListAnomalies: { readonly input: ListAnomaliesRequest; readonly output: ListAnomaliesResponse }
  readonly ListIntegrations: { readonly input: ListIntegrationsRequest; readonly output: ListIntegrationsResponse }
  readonly ListLogAnomalyDetectors: { readonly input: ListLogAnomalyDetectorsRequest; readonly output: ListLogAnomalyDetectorsResponse }
  readonly ListLogGroups: { readonly input: ListLogGroupsRequest; readonly output: ListLogGroupsResponse }
  readonly ListLogGroupsForQuery: { readonly input: ListLogGroupsForQueryRequest; readonly output: ListLogGroupsForQueryResponse }
  readonly ListScheduledQueries: { readonly input: ListScheduledQueriesRequest; readonly output: ListScheduledQueriesResponse }
  readonly ListSourcesForS3TableIntegration: { readonly input: ListSourcesForS3TableIntegrationRequest; readonly output: ListSourcesForS3TableIntegrationResponse }
  readonly ListSyslogConfigurations: { readonly input: ListSyslogConfigurationsRequest; readonly output: ListSyslogConfigurationsResponse }
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse }
  readonly ListTagsLogGroup: { readonly input: ListTagsLogGroupRequest; readonly output: ListTagsLogGroupResponse }
  readonly PutAccountPolicy: { readonly input: PutAccountPolicyRequest; readonly output: PutAccountPolicyResponse }
  readonly PutBearerTokenAuthentication: { readonly input: PutBearerTokenAuthenticationRequest; readonly output: { readonly [key: string]: never } }
  readonly PutDataProtectionPolicy: { readonly input: PutDataProtectionPolicyRequest; readonly output: PutDataProtectionPolicyResponse }
  readonly PutDeliveryDestination: { readonly input: PutDeliveryDestinationRequest; readonly output: PutDeliveryDestinationResponse }
  readonly PutDeliveryDestinationPolicy: { readonly input: PutDeliveryDestinationPolicyRequest; readonly output: PutDeliveryDestinationPolicyResponse }
  readonly PutDeliverySource: { readonly input: PutDeliverySourceRequest; readonly output: PutDeliverySourceResponse }
  readonly PutDestination: { readonly input: PutDestinationRequest; readonly output: PutDestinationResponse }
  readonly PutDestinationPolicy: { readonly input: PutDestinationPolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly PutIndexPolicy: { readonly input: PutIndexPolicyRequest; readonly output: PutIndexPolicyResponse }
  readonly PutIntegration: { readonly input: PutIntegrationRequest; readonly output: PutIntegrationResponse }
  readonly PutLogEvents: { readonly input: PutLogEventsRequest; readonly output: PutLogEventsResponse }
  readonly PutLogGroupDeletionProtection: { readonly input: PutLogGroupDeletionProtectionRequest; readonly output: { readonly [key: string]: never } }
  readonly PutMetricFilter: { readonly input: PutMetricFilterRequest; readonly output: { readonly [key: string]: never } }
  readonly PutQueryDefinition: { readonly input: PutQueryDefinitionRequest; readonly output: PutQueryDefinitionResponse }
  readonly PutResourcePolicy: { readonly input: PutResourcePolicyRequest; readonly output: PutResourcePolicyResponse }
  readonly PutRetentionPolicy: { readonly input: PutRetentionPolicyRequest; readonly output: { readonly [key: string]: never } }
  readonly PutStorageTierPolicy: { readonly input: PutStorageTierPolicyRequest; readonly output: PutStorageTierPolicyResponse }
  readonly PutSubscriptionFilter: { readonly input: PutSubscriptionFilterRequest; readonly output: { readonly [key: string]: never } }
  readonly PutSyslogConfiguration: { readonly input: PutSyslogConfigurationRequest; readonly output: { readonly [key: string]: never } }
  readonly PutTransformer: { readonly input: PutTransformerRequest; readonly output: { readonly [key: string]: never } }
  readonly StartLiveTail: { readonly input: StartLiveTailRequest; readonly output: StartLiveTailResponse }
  readonly StartQuery: { readonly input: StartQueryRequest; readonly output: StartQueryResponse }
  readonly StopQuery: { readonly input: StopQueryRequest; readonly output: StopQueryResponse }
  readonly TagLogGroup: { readonly input: TagLogGroupRequest; readonly output: { readonly [key: string]: never } }
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: { readonly [key: string]: never } }
  readonly TestMetricFilter: { readonly input: TestMetricFilterRequest; readonly output: TestMetricFilterResponse }
  readonly TestTransformer: { readonly input: TestTransformerRequest; readonly output: TestTransformerResponse }
  readonly UntagLogGroup: { readonly input: UntagLogGroupRequest; readonly output: { readonly [key: string]: never } }
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: { readonly [key: string]: never } }
  readonly UpdateAnomaly: { readonly input: UpdateAnomalyRequest; readonly output: { readonly [key: string]: never } }
  readonly UpdateDeliveryConfiguration: { readonly input: UpdateDeliveryConfigurationRequest; readonly output: UpdateDeliveryConfigurationResponse }
  readonly UpdateLogAnomalyDetector: { readonly input: UpdateLogAnomalyDetectorRequest; readonly output: { readonly [key: string]: never } }
  readonly UpdateLookupTable: { readonly input: UpdateLookupTableRequest; readonly output: UpdateLookupTableResponse }
  readonly UpdateScheduledQuery: { readonly input: UpdateScheduledQueryRequest; readonly output: UpdateScheduledQueryResponse }
}
