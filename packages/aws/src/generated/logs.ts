// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

interface AccountPolicy {
  readonly policyName?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly policyType?: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY' | undefined
  readonly scope?: 'ALL' | undefined
  readonly selectionCriteria?: string | undefined
  readonly accountId?: string | undefined
}

interface AddKeyEntry {
  readonly key: string
  readonly value: string
  readonly overwriteIfExists?: boolean | undefined
}

interface AddKeys {
  readonly entries: readonly AddKeyEntry[]
}

interface AggregateLogGroupSummary {
  readonly logGroupCount?: number | undefined
  readonly groupingIdentifiers?: readonly GroupingIdentifier[] | undefined
}

interface Anomaly {
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

interface AnomalyDetector {
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

interface AssociateKmsKeyRequest {
  readonly logGroupName?: string | undefined
  readonly kmsKeyId: string
  readonly resourceIdentifier?: string | undefined
}

interface AssociateSourceToS3TableIntegrationRequest {
  readonly integrationArn: string
  readonly dataSource: DataSource
}

interface AssociateSourceToS3TableIntegrationResponse {
  readonly identifier?: string | undefined
}

interface CSV {
  readonly quoteCharacter?: string | undefined
  readonly delimiter?: string | undefined
  readonly columns?: readonly string[] | undefined
  readonly source?: string | undefined
  readonly destination?: string | undefined
}

interface CancelExportTaskRequest {
  readonly taskId: string
}

interface CancelImportTaskRequest {
  readonly importId: string
}

interface CancelImportTaskResponse {
  readonly importId?: string | undefined
  readonly importStatistics?: ImportStatistics | undefined
  readonly importStatus?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly creationTime?: number | undefined
  readonly lastUpdatedTime?: number | undefined
}

interface ConfigurationTemplate {
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

interface ConfigurationTemplateDeliveryConfigValues {
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
}

interface CopyValue {
  readonly entries: readonly CopyValueEntry[]
}

interface CopyValueEntry {
  readonly source: string
  readonly target: string
  readonly overwriteIfExists?: boolean | undefined
}

interface CreateDeliveryRequest {
  readonly deliverySourceName: string
  readonly deliveryDestinationArn: string
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface CreateDeliveryResponse {
  readonly delivery?: Delivery | undefined
}

interface CreateExportTaskRequest {
  readonly taskName?: string | undefined
  readonly logGroupName: string
  readonly logStreamNamePrefix?: string | undefined
  readonly from: number
  readonly to: number
  readonly destination: string
  readonly destinationPrefix?: string | undefined
}

interface CreateExportTaskResponse {
  readonly taskId?: string | undefined
}

interface CreateImportTaskRequest {
  readonly importSourceArn: string
  readonly importRoleArn: string
  readonly importFilter?: ImportFilter | undefined
}

interface CreateImportTaskResponse {
  readonly importId?: string | undefined
  readonly importDestinationArn?: string | undefined
  readonly creationTime?: number | undefined
}

interface CreateLogAnomalyDetectorRequest {
  readonly logGroupArnList: readonly string[]
  readonly detectorName?: string | undefined
  readonly evaluationFrequency?: 'ONE_MIN' | 'FIVE_MIN' | 'TEN_MIN' | 'FIFTEEN_MIN' | 'THIRTY_MIN' | 'ONE_HOUR' | undefined
  readonly filterPattern?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly anomalyVisibilityTime?: number | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface CreateLogAnomalyDetectorResponse {
  readonly anomalyDetectorArn?: string | undefined
}

interface CreateLogGroupRequest {
  readonly logGroupName: string
  readonly kmsKeyId?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly deletionProtectionEnabled?: boolean | undefined
}

interface CreateLogStreamRequest {
  readonly logGroupName: string
  readonly logStreamName: string
}

interface CreateLookupTableRequest {
  readonly lookupTableName: string
  readonly description?: string | undefined
  readonly tableBody?: string | undefined
  readonly queryId?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface CreateLookupTableResponse {
  readonly lookupTableArn?: string | undefined
  readonly createdAt?: number | undefined
}

interface CreateScheduledQueryRequest {
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

interface CreateScheduledQueryResponse {
  readonly scheduledQueryArn?: string | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
}

interface DataSource {
  readonly name: string
  readonly type?: string | undefined
}

interface DataSourceFilter {
  readonly name: string
  readonly type?: string | undefined
}

interface DateTimeConverter {
  readonly source: string
  readonly target: string
  readonly targetFormat?: string | undefined
  readonly matchPatterns: readonly string[]
  readonly sourceTimezone?: string | undefined
  readonly targetTimezone?: string | undefined
  readonly locale?: string | undefined
}

interface DeleteAccountPolicyRequest {
  readonly policyName: string
  readonly policyType: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY'
}

interface DeleteDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string
}

interface DeleteDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string
}

interface DeleteDeliveryDestinationRequest {
  readonly name: string
}

interface DeleteDeliveryRequest {
  readonly id: string
}

interface DeleteDeliverySourceRequest {
  readonly name: string
}

interface DeleteDestinationRequest {
  readonly destinationName: string
}

interface DeleteIndexPolicyRequest {
  readonly logGroupIdentifier: string
}

type DeleteIndexPolicyResponse = { readonly [key: string]: never }

interface DeleteIntegrationRequest {
  readonly integrationName: string
  readonly force?: boolean | undefined
}

type DeleteIntegrationResponse = { readonly [key: string]: never }

interface DeleteKeys {
  readonly withKeys: readonly string[]
}

interface DeleteLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string
}

interface DeleteLogGroupRequest {
  readonly logGroupName: string
}

interface DeleteLogStreamRequest {
  readonly logGroupName: string
  readonly logStreamName: string
}

interface DeleteLookupTableRequest {
  readonly lookupTableArn: string
}

interface DeleteMetricFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
}

interface DeleteQueryDefinitionRequest {
  readonly queryDefinitionId: string
}

interface DeleteQueryDefinitionResponse {
  readonly success?: boolean | undefined
}

interface DeleteResourcePolicyRequest {
  readonly policyName?: string | undefined
  readonly resourceArn?: string | undefined
  readonly expectedRevisionId?: string | undefined
}

interface DeleteRetentionPolicyRequest {
  readonly logGroupName: string
}

interface DeleteScheduledQueryRequest {
  readonly identifier: string
}

type DeleteScheduledQueryResponse = { readonly [key: string]: never }

interface DeleteSubscriptionFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
}

interface DeleteSyslogConfigurationRequest {
  readonly logGroupIdentifier: string
  readonly vpcEndpointId?: string | undefined
}

interface DeleteTransformerRequest {
  readonly logGroupIdentifier: string
}

interface Delivery {
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

interface DeliveryDestination {
  readonly name?: string | undefined
  readonly arn?: string | undefined
  readonly deliveryDestinationType?: 'S3' | 'CWL' | 'FH' | 'XRAY' | undefined
  readonly outputFormat?: 'json' | 'plain' | 'w3c' | 'raw' | 'parquet' | undefined
  readonly deliveryDestinationConfiguration?: DeliveryDestinationConfiguration | undefined
  readonly roleArn?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface DeliveryDestinationConfiguration {
  readonly destinationResourceArn: string
}

interface DeliverySource {
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

interface DeliverySourceConfigurationSchema {
  readonly keyName?: string | undefined
  readonly valueType?: 'string' | 'boolean' | 'int' | 'double' | 'long' | undefined
  readonly defaultValue?: string | undefined
  readonly supportedValues?: readonly string[] | undefined
  readonly minValue?: number | undefined
  readonly maxValue?: number | undefined
}

interface DescribeAccountPoliciesRequest {
  readonly policyType: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY'
  readonly policyName?: string | undefined
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeAccountPoliciesResponse {
  readonly accountPolicies?: readonly AccountPolicy[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeConfigurationTemplatesRequest {
  readonly service?: string | undefined
  readonly logTypes?: readonly string[] | undefined
  readonly resourceTypes?: readonly string[] | undefined
  readonly deliveryDestinationTypes?: readonly ('S3' | 'CWL' | 'FH' | 'XRAY')[] | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeConfigurationTemplatesResponse {
  readonly configurationTemplates?: readonly ConfigurationTemplate[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeDeliveriesRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeDeliveriesResponse {
  readonly deliveries?: readonly Delivery[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeDeliveryDestinationsRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeDeliveryDestinationsResponse {
  readonly deliveryDestinations?: readonly DeliveryDestination[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeDeliverySourcesRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeDeliverySourcesResponse {
  readonly deliverySources?: readonly DeliverySource[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeDestinationsRequest {
  readonly DestinationNamePrefix?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeDestinationsResponse {
  readonly destinations?: readonly Destination[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeExportTasksRequest {
  readonly taskId?: string | undefined
  readonly statusCode?: 'CANCELLED' | 'COMPLETED' | 'FAILED' | 'PENDING' | 'PENDING_CANCEL' | 'RUNNING' | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeExportTasksResponse {
  readonly exportTasks?: readonly ExportTask[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeFieldIndexesRequest {
  readonly logGroupIdentifiers: readonly string[]
  readonly indexCategories?: readonly ('DEFAULT' | 'CUSTOM' | 'AUTO' | 'INACTIVE')[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeFieldIndexesResponse {
  readonly fieldIndexes?: readonly FieldIndex[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeImportTaskBatchesRequest {
  readonly importId: string
  readonly batchImportStatus?: readonly ('IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED')[] | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

interface DescribeImportTaskBatchesResponse {
  readonly importSourceArn?: string | undefined
  readonly importId?: string | undefined
  readonly importBatches?: readonly ImportBatch[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeImportTasksRequest {
  readonly importId?: string | undefined
  readonly importStatus?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly importSourceArn?: string | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

interface DescribeImportTasksResponse {
  readonly imports?: readonly Import[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeIndexPoliciesRequest {
  readonly logGroupIdentifiers: readonly string[]
  readonly nextToken?: string | undefined
}

interface DescribeIndexPoliciesResponse {
  readonly indexPolicies?: readonly IndexPolicy[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeLogGroupsRequest {
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly logGroupNamePrefix?: string | undefined
  readonly logGroupNamePattern?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly includeLinkedAccounts?: boolean | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
}

interface DescribeLogGroupsResponse {
  readonly logGroups?: readonly LogGroup[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeLogStreamsRequest {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
  readonly logStreamNamePrefix?: string | undefined
  readonly orderBy?: 'LogStreamName' | 'LastEventTime' | undefined
  readonly descending?: boolean | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeLogStreamsResponse {
  readonly logStreams?: readonly LogStream[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeLookupTablesRequest {
  readonly lookupTableNamePrefix?: string | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

interface DescribeLookupTablesResponse {
  readonly lookupTables?: readonly LookupTable[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeMetricFiltersRequest {
  readonly logGroupName?: string | undefined
  readonly filterNamePrefix?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly metricName?: string | undefined
  readonly metricNamespace?: string | undefined
}

interface DescribeMetricFiltersResponse {
  readonly metricFilters?: readonly MetricFilter[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeQueriesRequest {
  readonly logGroupName?: string | undefined
  readonly status?: 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'Unknown' | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
}

interface DescribeQueriesResponse {
  readonly queries?: readonly QueryInfo[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeQueryDefinitionsRequest {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryDefinitionNamePrefix?: string | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

interface DescribeQueryDefinitionsResponse {
  readonly queryDefinitions?: readonly QueryDefinition[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeResourcePoliciesRequest {
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
  readonly resourceArn?: string | undefined
  readonly policyScope?: 'ACCOUNT' | 'RESOURCE' | undefined
}

interface DescribeResourcePoliciesResponse {
  readonly resourcePolicies?: readonly ResourcePolicy[] | undefined
  readonly nextToken?: string | undefined
}

interface DescribeSubscriptionFiltersRequest {
  readonly logGroupName: string
  readonly filterNamePrefix?: string | undefined
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface DescribeSubscriptionFiltersResponse {
  readonly subscriptionFilters?: readonly SubscriptionFilter[] | undefined
  readonly nextToken?: string | undefined
}

interface Destination {
  readonly destinationName?: string | undefined
  readonly targetArn?: string | undefined
  readonly roleArn?: string | undefined
  readonly accessPolicy?: string | undefined
  readonly arn?: string | undefined
  readonly creationTime?: number | undefined
}

interface DestinationConfiguration {
  readonly s3Configuration?: S3Configuration | undefined
  readonly lookupTableConfiguration?: LookupTableConfiguration | undefined
}

interface DisassociateKmsKeyRequest {
  readonly logGroupName?: string | undefined
  readonly resourceIdentifier?: string | undefined
}

interface DisassociateSourceFromS3TableIntegrationRequest {
  readonly identifier: string
}

interface DisassociateSourceFromS3TableIntegrationResponse {
  readonly identifier?: string | undefined
}

interface Entity {
  readonly keyAttributes?: { readonly [key: string]: string } | undefined
  readonly attributes?: { readonly [key: string]: string } | undefined
}

interface ExportTask {
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

interface ExportTaskExecutionInfo {
  readonly creationTime?: number | undefined
  readonly completionTime?: number | undefined
}

interface ExportTaskStatus {
  readonly code?: 'CANCELLED' | 'COMPLETED' | 'FAILED' | 'PENDING' | 'PENDING_CANCEL' | 'RUNNING' | undefined
  readonly message?: string | undefined
}

interface FieldIndex {
  readonly logGroupIdentifier?: string | undefined
  readonly fieldIndexName?: string | undefined
  readonly lastScanTime?: number | undefined
  readonly firstEventTime?: number | undefined
  readonly lastEventTime?: number | undefined
  readonly type?: 'FACET' | 'FIELD_INDEX' | undefined
  readonly indexCategory?: 'DEFAULT' | 'CUSTOM' | 'AUTO' | 'INACTIVE' | undefined
}

interface FieldsData {
  readonly data?: Uint8Array | undefined
}

interface FilterLogEventsRequest {
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

interface FilterLogEventsResponse {
  readonly events?: readonly FilteredLogEvent[] | undefined
  readonly searchedLogStreams?: readonly SearchedLogStream[] | undefined
  readonly nextToken?: string | undefined
}

interface FilteredLogEvent {
  readonly logStreamName?: string | undefined
  readonly timestamp?: number | undefined
  readonly message?: string | undefined
  readonly ingestionTime?: number | undefined
  readonly eventId?: string | undefined
}

interface GetDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string
}

interface GetDataProtectionPolicyResponse {
  readonly logGroupIdentifier?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
}

interface GetDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string
}

interface GetDeliveryDestinationPolicyResponse {
  readonly policy?: Policy | undefined
}

interface GetDeliveryDestinationRequest {
  readonly name: string
}

interface GetDeliveryDestinationResponse {
  readonly deliveryDestination?: DeliveryDestination | undefined
}

interface GetDeliveryRequest {
  readonly id: string
}

interface GetDeliveryResponse {
  readonly delivery?: Delivery | undefined
}

interface GetDeliverySourceRequest {
  readonly name: string
}

interface GetDeliverySourceResponse {
  readonly deliverySource?: DeliverySource | undefined
}

interface GetIntegrationRequest {
  readonly integrationName: string
}

interface GetIntegrationResponse {
  readonly integrationName?: string | undefined
  readonly integrationType?: 'OPENSEARCH' | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
  readonly integrationDetails?: IntegrationDetails | undefined
}

interface GetLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string
}

interface GetLogAnomalyDetectorResponse {
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

interface GetLogEventsRequest {
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

interface GetLogEventsResponse {
  readonly events?: readonly OutputLogEvent[] | undefined
  readonly nextForwardToken?: string | undefined
  readonly nextBackwardToken?: string | undefined
}

interface GetLogFieldsRequest {
  readonly dataSourceName: string
  readonly dataSourceType: string
}

interface GetLogFieldsResponse {
  readonly logFields?: readonly LogFieldsListItem[] | undefined
}

interface GetLogGroupFieldsRequest {
  readonly logGroupName?: string | undefined
  readonly time?: number | undefined
  readonly logGroupIdentifier?: string | undefined
}

interface GetLogGroupFieldsResponse {
  readonly logGroupFields?: readonly LogGroupField[] | undefined
}

interface GetLogObjectRequest {
  readonly unmask?: boolean | undefined
  readonly logObjectPointer: string
}

interface GetLogObjectResponse {
  readonly fieldStream?: AsyncIterable<{ readonly fields: FieldsData }> | undefined
}

interface GetLogRecordRequest {
  readonly logRecordPointer: string
  readonly unmask?: boolean | undefined
}

interface GetLogRecordResponse {
  readonly logRecord?: { readonly [key: string]: string } | undefined
}

interface GetLookupTableRequest {
  readonly lookupTableArn: string
}

interface GetLookupTableResponse {
  readonly lookupTableArn?: string | undefined
  readonly lookupTableName?: string | undefined
  readonly description?: string | undefined
  readonly tableBody?: string | undefined
  readonly sizeBytes?: number | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly kmsKeyId?: string | undefined
}

interface GetQueryResultsRequest {
  readonly queryId: string
  readonly nextToken?: string | undefined
  readonly maxItems?: number | undefined
}

interface GetQueryResultsResponse {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly results?: readonly (readonly ResultField[])[] | undefined
  readonly statistics?: QueryStatistics | undefined
  readonly status?: 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'Unknown' | undefined
  readonly encryptionKey?: string | undefined
  readonly nextToken?: string | undefined
}

interface GetScheduledQueryHistoryRequest {
  readonly identifier: string
  readonly startTime: number
  readonly endTime: number
  readonly executionStatuses?: readonly ('Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout')[] | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

interface GetScheduledQueryHistoryResponse {
  readonly name?: string | undefined
  readonly scheduledQueryArn?: string | undefined
  readonly triggerHistory?: readonly TriggerHistoryRecord[] | undefined
  readonly nextToken?: string | undefined
}

interface GetScheduledQueryRequest {
  readonly identifier: string
}

interface GetScheduledQueryResponse {
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

type GetStorageTierPolicyRequest = { readonly [key: string]: never }

interface GetStorageTierPolicyResponse {
  readonly storageTier?: 'STANDARD' | 'INTELLIGENT_TIERING' | undefined
  readonly lastUpdatedTime?: number | undefined
}

interface GetTransformerRequest {
  readonly logGroupIdentifier: string
}

interface GetTransformerResponse {
  readonly logGroupIdentifier?: string | undefined
  readonly creationTime?: number | undefined
  readonly lastModifiedTime?: number | undefined
  readonly transformerConfig?: readonly Processor[] | undefined
}

interface Grok {
  readonly source?: string | undefined
  readonly match: string
}

interface GroupingIdentifier {
  readonly key?: string | undefined
  readonly value?: string | undefined
}

interface Import {
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

interface ImportBatch {
  readonly batchId?: string | undefined
  readonly status?: 'IN_PROGRESS' | 'CANCELLED' | 'COMPLETED' | 'FAILED' | undefined
  readonly errorMessage?: string | undefined
}

interface ImportFilter {
  readonly startEventTime?: number | undefined
  readonly endEventTime?: number | undefined
}

interface ImportStatistics {
  readonly bytesImported?: number | undefined
}

interface IndexPolicy {
  readonly logGroupIdentifier?: string | undefined
  readonly lastUpdateTime?: number | undefined
  readonly policyDocument?: string | undefined
  readonly policyName?: string | undefined
  readonly source?: 'ACCOUNT' | 'LOG_GROUP' | undefined
}

interface InputLogEvent {
  readonly timestamp: number
  readonly message: string
}

interface IntegrationDetails {
  readonly openSearchIntegrationDetails?: OpenSearchIntegrationDetails | undefined
}

interface IntegrationSummary {
  readonly integrationName?: string | undefined
  readonly integrationType?: 'OPENSEARCH' | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
}

interface InternalStreamingException {
  readonly message?: string | undefined
}

interface ListAggregateLogGroupSummariesRequest {
  readonly accountIdentifiers?: readonly string[] | undefined
  readonly includeLinkedAccounts?: boolean | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
  readonly logGroupNamePattern?: string | undefined
  readonly dataSources?: readonly DataSourceFilter[] | undefined
  readonly groupBy: 'DATA_SOURCE_NAME_TYPE_AND_FORMAT' | 'DATA_SOURCE_NAME_AND_TYPE'
  readonly nextToken?: string | undefined
  readonly limit?: number | undefined
}

interface ListAggregateLogGroupSummariesResponse {
  readonly aggregateLogGroupSummaries?: readonly AggregateLogGroupSummary[] | undefined
  readonly nextToken?: string | undefined
}

interface ListAnomaliesRequest {
  readonly anomalyDetectorArn?: string | undefined
  readonly suppressionState?: 'SUPPRESSED' | 'UNSUPPRESSED' | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

interface ListAnomaliesResponse {
  readonly anomalies?: readonly Anomaly[] | undefined
  readonly nextToken?: string | undefined
}

interface ListIntegrationsRequest {
  readonly integrationNamePrefix?: string | undefined
  readonly integrationType?: 'OPENSEARCH' | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
}

interface ListIntegrationsResponse {
  readonly integrationSummaries?: readonly IntegrationSummary[] | undefined
}

interface ListLogAnomalyDetectorsRequest {
  readonly filterLogGroupArn?: string | undefined
  readonly limit?: number | undefined
  readonly nextToken?: string | undefined
}

interface ListLogAnomalyDetectorsResponse {
  readonly anomalyDetectors?: readonly AnomalyDetector[] | undefined
  readonly nextToken?: string | undefined
}

interface ListLogGroupsForQueryRequest {
  readonly queryId: string
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

interface ListLogGroupsForQueryResponse {
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly nextToken?: string | undefined
}

interface ListLogGroupsRequest {
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

interface ListLogGroupsResponse {
  readonly logGroups?: readonly LogGroupSummary[] | undefined
  readonly nextToken?: string | undefined
}

interface ListScheduledQueriesRequest {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
  readonly state?: 'ENABLED' | 'DISABLED' | undefined
  readonly scheduleType?: 'CUSTOMER_MANAGED' | 'AWS_MANAGED' | undefined
}

interface ListScheduledQueriesResponse {
  readonly nextToken?: string | undefined
  readonly scheduledQueries?: readonly ScheduledQuerySummary[] | undefined
}

interface ListSourcesForS3TableIntegrationRequest {
  readonly integrationArn: string
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

interface ListSourcesForS3TableIntegrationResponse {
  readonly sources?: readonly S3TableIntegrationSource[] | undefined
  readonly nextToken?: string | undefined
}

interface ListSyslogConfigurationsRequest {
  readonly logGroupIdentifier?: string | undefined
  readonly vpcEndpointId?: string | undefined
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

interface ListSyslogConfigurationsResponse {
  readonly syslogConfigurations?: readonly SyslogConfiguration[] | undefined
  readonly nextToken?: string | undefined
}

interface ListTagsForResourceRequest {
  readonly resourceArn: string
}

interface ListTagsForResourceResponse {
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface ListTagsLogGroupRequest {
  readonly logGroupName: string
}

interface ListTagsLogGroupResponse {
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface ListToMap {
  readonly source: string
  readonly key: string
  readonly valueKey?: string | undefined
  readonly target?: string | undefined
  readonly flatten?: boolean | undefined
  readonly flattenedElement?: 'first' | 'last' | undefined
}

interface LiveTailSessionLogEvent {
  readonly logStreamName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
  readonly message?: string | undefined
  readonly timestamp?: number | undefined
  readonly ingestionTime?: number | undefined
}

interface LiveTailSessionMetadata {
  readonly sampled?: boolean | undefined
}

interface LiveTailSessionStart {
  readonly requestId?: string | undefined
  readonly sessionId?: string | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly logStreamNames?: readonly string[] | undefined
  readonly logStreamNamePrefixes?: readonly string[] | undefined
  readonly logEventFilterPattern?: string | undefined
}

interface LiveTailSessionUpdate {
  readonly sessionMetadata?: LiveTailSessionMetadata | undefined
  readonly sessionResults?: readonly LiveTailSessionLogEvent[] | undefined
}

interface LogEvent {
  readonly timestamp?: number | undefined
  readonly message?: string | undefined
}

interface LogFieldType {
  readonly type?: string | undefined
  readonly element?: LogFieldType | undefined
  readonly fields?: readonly LogFieldsListItem[] | undefined
}

interface LogFieldsListItem {
  readonly logFieldName?: string | undefined
  readonly logFieldType?: LogFieldType | undefined
}

interface LogGroup {
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

interface LogGroupField {
  readonly name?: string | undefined
  readonly percent?: number | undefined
}

interface LogGroupSummary {
  readonly logGroupName?: string | undefined
  readonly logGroupArn?: string | undefined
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | undefined
}

interface LogStream {
  readonly logStreamName?: string | undefined
  readonly creationTime?: number | undefined
  readonly firstEventTimestamp?: number | undefined
  readonly lastEventTimestamp?: number | undefined
  readonly lastIngestionTime?: number | undefined
  readonly uploadSequenceToken?: string | undefined
  readonly arn?: string | undefined
  readonly storedBytes?: number | undefined
}

interface LookupTable {
  readonly lookupTableArn?: string | undefined
  readonly lookupTableName?: string | undefined
  readonly description?: string | undefined
  readonly tableFields?: readonly string[] | undefined
  readonly recordsCount?: number | undefined
  readonly sizeBytes?: number | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly kmsKeyId?: string | undefined
}

interface LookupTableConfiguration {
  readonly tableName: string
  readonly roleArn: string
  readonly description?: string | undefined
  readonly kmsKeyId?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface LowerCaseString {
  readonly withKeys: readonly string[]
}

interface MetricFilter {
  readonly filterName?: string | undefined
  readonly filterPattern?: string | undefined
  readonly metricTransformations?: readonly MetricTransformation[] | undefined
  readonly creationTime?: number | undefined
  readonly logGroupName?: string | undefined
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFieldDimensions?: readonly string[] | undefined
}

interface MetricFilterMatchRecord {
  readonly eventNumber?: number | undefined
  readonly eventMessage?: string | undefined
  readonly extractedValues?: { readonly [key: string]: string } | undefined
}

interface MetricTransformation {
  readonly metricName: string
  readonly metricNamespace: string
  readonly metricValue: string
  readonly defaultValue?: number | undefined
  readonly dimensions?: { readonly [key: string]: string } | undefined
  readonly unit?: 'Seconds' | 'Microseconds' | 'Milliseconds' | 'Bytes' | 'Kilobytes' | 'Megabytes' | 'Gigabytes' | 'Terabytes' | 'Bits' | 'Kilobits' | 'Megabits' | 'Gigabits' | 'Terabits' | 'Percent' | 'Count' | 'Bytes/Second' | 'Kilobytes/Second' | 'Megabytes/Second' | 'Gigabytes/Second' | 'Terabytes/Second' | 'Bits/Second' | 'Kilobits/Second' | 'Megabits/Second' | 'Gigabits/Second' | 'Terabits/Second' | 'Count/Second' | 'None' | undefined
}

interface MoveKeyEntry {
  readonly source: string
  readonly target: string
  readonly overwriteIfExists?: boolean | undefined
}

interface MoveKeys {
  readonly entries: readonly MoveKeyEntry[]
}

interface OpenSearchApplication {
  readonly applicationEndpoint?: string | undefined
  readonly applicationArn?: string | undefined
  readonly applicationId?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchCollection {
  readonly collectionEndpoint?: string | undefined
  readonly collectionArn?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchDataAccessPolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchDataSource {
  readonly dataSourceName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchEncryptionPolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchIntegrationDetails {
  readonly dataSource?: OpenSearchDataSource | undefined
  readonly application?: OpenSearchApplication | undefined
  readonly collection?: OpenSearchCollection | undefined
  readonly workspace?: OpenSearchWorkspace | undefined
  readonly encryptionPolicy?: OpenSearchEncryptionPolicy | undefined
  readonly networkPolicy?: OpenSearchNetworkPolicy | undefined
  readonly accessPolicy?: OpenSearchDataAccessPolicy | undefined
  readonly lifecyclePolicy?: OpenSearchLifecyclePolicy | undefined
}

interface OpenSearchLifecyclePolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchNetworkPolicy {
  readonly policyName?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OpenSearchResourceConfig {
  readonly kmsKeyArn?: string | undefined
  readonly dataSourceRoleArn: string
  readonly dashboardViewerPrincipals: readonly string[]
  readonly applicationArn?: string | undefined
  readonly retentionDays: number
}

interface OpenSearchResourceStatus {
  readonly status?: 'ACTIVE' | 'NOT_FOUND' | 'ERROR' | undefined
  readonly statusMessage?: string | undefined
}

interface OpenSearchWorkspace {
  readonly workspaceId?: string | undefined
  readonly status?: OpenSearchResourceStatus | undefined
}

interface OutputLogEvent {
  readonly timestamp?: number | undefined
  readonly message?: string | undefined
  readonly ingestionTime?: number | undefined
}

interface ParseCloudfront {
  readonly source?: string | undefined
}

interface ParseJSON {
  readonly source?: string | undefined
  readonly destination?: string | undefined
}

interface ParseKeyValue {
  readonly source?: string | undefined
  readonly destination?: string | undefined
  readonly fieldDelimiter?: string | undefined
  readonly keyValueDelimiter?: string | undefined
  readonly keyPrefix?: string | undefined
  readonly nonMatchValue?: string | undefined
  readonly overwriteIfExists?: boolean | undefined
}

interface ParsePostgres {
  readonly source?: string | undefined
}

interface ParseRoute53 {
  readonly source?: string | undefined
}

interface ParseToOCSF {
  readonly source?: string | undefined
  readonly eventSource: 'CloudTrail' | 'Route53Resolver' | 'VPCFlow' | 'EKSAudit' | 'AWSWAF'
  readonly ocsfVersion: 'V1.1' | 'V1.5'
  readonly mappingVersion?: string | undefined
}

interface ParseVPC {
  readonly source?: string | undefined
}

interface ParseWAF {
  readonly source?: string | undefined
}

interface PatternToken {
  readonly dynamicTokenPosition?: number | undefined
  readonly isDynamic?: boolean | undefined
  readonly tokenString?: string | undefined
  readonly enumerations?: { readonly [key: string]: number } | undefined
  readonly inferredTokenName?: string | undefined
}

interface Policy {
  readonly deliveryDestinationPolicy?: string | undefined
}

interface Processor {
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

interface PutAccountPolicyRequest {
  readonly policyName: string
  readonly policyDocument: string
  readonly policyType: 'DATA_PROTECTION_POLICY' | 'SUBSCRIPTION_FILTER_POLICY' | 'FIELD_INDEX_POLICY' | 'TRANSFORMER_POLICY' | 'METRIC_EXTRACTION_POLICY'
  readonly scope?: 'ALL' | undefined
  readonly selectionCriteria?: string | undefined
}

interface PutAccountPolicyResponse {
  readonly accountPolicy?: AccountPolicy | undefined
}

interface PutBearerTokenAuthenticationRequest {
  readonly logGroupIdentifier: string
  readonly bearerTokenAuthenticationEnabled: boolean
}

interface PutDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string
  readonly policyDocument: string
}

interface PutDataProtectionPolicyResponse {
  readonly logGroupIdentifier?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
}

interface PutDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string
  readonly deliveryDestinationPolicy: string
}

interface PutDeliveryDestinationPolicyResponse {
  readonly policy?: Policy | undefined
}

interface PutDeliveryDestinationRequest {
  readonly name: string
  readonly outputFormat?: 'json' | 'plain' | 'w3c' | 'raw' | 'parquet' | undefined
  readonly deliveryDestinationConfiguration?: DeliveryDestinationConfiguration | undefined
  readonly deliveryDestinationType?: 'S3' | 'CWL' | 'FH' | 'XRAY' | undefined
  readonly roleArn?: string | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface PutDeliveryDestinationResponse {
  readonly deliveryDestination?: DeliveryDestination | undefined
}

interface PutDeliverySourceRequest {
  readonly name: string
  readonly resourceArn: string
  readonly logType: string
  readonly tags?: { readonly [key: string]: string } | undefined
  readonly deliverySourceConfiguration?: { readonly [key: string]: string } | undefined
}

interface PutDeliverySourceResponse {
  readonly deliverySource?: DeliverySource | undefined
}

interface PutDestinationPolicyRequest {
  readonly destinationName: string
  readonly accessPolicy: string
  readonly forceUpdate?: boolean | undefined
}

interface PutDestinationRequest {
  readonly destinationName: string
  readonly targetArn: string
  readonly roleArn: string
  readonly tags?: { readonly [key: string]: string } | undefined
}

interface PutDestinationResponse {
  readonly destination?: Destination | undefined
}

interface PutIndexPolicyRequest {
  readonly logGroupIdentifier: string
  readonly policyDocument: string
}

interface PutIndexPolicyResponse {
  readonly indexPolicy?: IndexPolicy | undefined
}

interface PutIntegrationRequest {
  readonly integrationName: string
  readonly resourceConfig: ResourceConfig
  readonly integrationType: 'OPENSEARCH'
}

interface PutIntegrationResponse {
  readonly integrationName?: string | undefined
  readonly integrationStatus?: 'PROVISIONING' | 'ACTIVE' | 'FAILED' | undefined
}

interface PutLogEventsRequest {
  readonly logGroupName: string
  readonly logStreamName: string
  readonly logEvents: readonly InputLogEvent[]
  readonly sequenceToken?: string | undefined
  readonly entity?: Entity | undefined
}

interface PutLogEventsResponse {
  readonly nextSequenceToken?: string | undefined
  readonly rejectedLogEventsInfo?: RejectedLogEventsInfo | undefined
  readonly rejectedEntityInfo?: RejectedEntityInfo | undefined
}

interface PutLogGroupDeletionProtectionRequest {
  readonly logGroupIdentifier: string
  readonly deletionProtectionEnabled: boolean
}

interface PutMetricFilterRequest {
  readonly logGroupName: string
  readonly filterName: string
  readonly filterPattern: string
  readonly metricTransformations: readonly MetricTransformation[]
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFieldDimensions?: readonly string[] | undefined
}

interface PutQueryDefinitionRequest {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly name: string
  readonly queryDefinitionId?: string | undefined
  readonly logGroupNames?: readonly string[] | undefined
  readonly queryString: string
  readonly clientToken?: string | undefined
  readonly parameters?: readonly QueryParameter[] | undefined
}

interface PutQueryDefinitionResponse {
  readonly queryDefinitionId?: string | undefined
}

interface PutResourcePolicyRequest {
  readonly policyName?: string | undefined
  readonly policyDocument?: string | undefined
  readonly resourceArn?: string | undefined
  readonly expectedRevisionId?: string | undefined
}

interface PutResourcePolicyResponse {
  readonly resourcePolicy?: ResourcePolicy | undefined
  readonly revisionId?: string | undefined
}

interface PutRetentionPolicyRequest {
  readonly logGroupName: string
  readonly retentionInDays: number
}

interface PutStorageTierPolicyRequest {
  readonly storageTier: 'STANDARD' | 'INTELLIGENT_TIERING'
}

interface PutStorageTierPolicyResponse {
  readonly storageTier?: 'STANDARD' | 'INTELLIGENT_TIERING' | undefined
  readonly lastUpdatedTime?: number | undefined
}

interface PutSubscriptionFilterRequest {
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

interface PutSyslogConfigurationRequest {
  readonly logGroupIdentifier: string
  readonly vpcEndpointId?: string | undefined
}

interface PutTransformerRequest {
  readonly logGroupIdentifier: string
  readonly transformerConfig: readonly Processor[]
}

interface QueryDefinition {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly queryDefinitionId?: string | undefined
  readonly name?: string | undefined
  readonly queryString?: string | undefined
  readonly lastModified?: number | undefined
  readonly logGroupNames?: readonly string[] | undefined
  readonly parameters?: readonly QueryParameter[] | undefined
}

interface QueryInfo {
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

interface QueryParameter {
  readonly name: string
  readonly defaultValue?: string | undefined
  readonly description?: string | undefined
}

interface QueryStatistics {
  readonly recordsMatched?: number | undefined
  readonly recordsScanned?: number | undefined
  readonly estimatedRecordsSkipped?: number | undefined
  readonly bytesScanned?: number | undefined
  readonly estimatedBytesSkipped?: number | undefined
  readonly logGroupsScanned?: number | undefined
  readonly resultCount?: number | undefined
}

interface RecordField {
  readonly name?: string | undefined
  readonly mandatory?: boolean | undefined
}

interface RejectedEntityInfo {
  readonly errorType?: 'InvalidEntity' | 'InvalidTypeValue' | 'InvalidKeyAttributes' | 'InvalidAttributes' | 'EntitySizeTooLarge' | 'UnsupportedLogGroupType' | 'MissingRequiredFields' | undefined
}

interface RejectedLogEventsInfo {
  readonly tooNewLogEventStartIndex?: number | undefined
  readonly tooOldLogEventEndIndex?: number | undefined
  readonly expiredLogEventEndIndex?: number | undefined
}

interface RenameKeyEntry {
  readonly key: string
  readonly renameTo: string
  readonly overwriteIfExists?: boolean | undefined
}

interface RenameKeys {
  readonly entries: readonly RenameKeyEntry[]
}

interface ResourceConfig {
  readonly openSearchResourceConfig?: OpenSearchResourceConfig | undefined
}

interface ResourcePolicy {
  readonly policyName?: string | undefined
  readonly policyDocument?: string | undefined
  readonly lastUpdatedTime?: number | undefined
  readonly policyScope?: 'ACCOUNT' | 'RESOURCE' | undefined
  readonly resourceArn?: string | undefined
  readonly revisionId?: string | undefined
}

interface ResultField {
  readonly field?: string | undefined
  readonly value?: string | undefined
}

interface S3Configuration {
  readonly destinationIdentifier: string
  readonly roleArn: string
  readonly ownerAccountId?: string | undefined
  readonly kmsKeyId?: string | undefined
}

interface S3DeliveryConfiguration {
  readonly suffixPath?: string | undefined
  readonly enableHiveCompatiblePath?: boolean | undefined
}

interface S3TableIntegrationSource {
  readonly identifier?: string | undefined
  readonly dataSource?: DataSource | undefined
  readonly status?: 'ACTIVE' | 'UNHEALTHY' | 'FAILED' | 'DATA_SOURCE_DELETE_IN_PROGRESS' | undefined
  readonly statusReason?: string | undefined
  readonly createdTimeStamp?: number | undefined
  readonly parentSourceIdentifier?: string | undefined
}

interface S3TablesIntegration {
  readonly datasourceName?: string | undefined
  readonly datasourceType?: string | undefined
}

interface ScheduledQueryDestination {
  readonly destinationType?: 'S3' | 'LOOKUP_TABLE' | undefined
  readonly destinationIdentifier?: string | undefined
  readonly status?: 'IN_PROGRESS' | 'CLIENT_ERROR' | 'FAILED' | 'COMPLETE' | undefined
  readonly processedIdentifier?: string | undefined
  readonly errorMessage?: string | undefined
}

interface ScheduledQuerySummary {
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

interface SearchedLogStream {
  readonly logStreamName?: string | undefined
  readonly searchedCompletely?: boolean | undefined
}

interface SessionStreamingException {
  readonly message?: string | undefined
}

interface SessionTimeoutException {
  readonly message?: string | undefined
}

interface SplitString {
  readonly entries: readonly SplitStringEntry[]
}

interface SplitStringEntry {
  readonly source: string
  readonly delimiter: string
}

interface StartLiveTailRequest {
  readonly logGroupIdentifiers: readonly string[]
  readonly logStreamNames?: readonly string[] | undefined
  readonly logStreamNamePrefixes?: readonly string[] | undefined
  readonly logEventFilterPattern?: string | undefined
}

interface StartLiveTailResponse {
  readonly responseStream?: AsyncIterable<{ readonly sessionStart: LiveTailSessionStart } | { readonly sessionUpdate: LiveTailSessionUpdate }> | undefined
}

interface StartQueryRequest {
  readonly queryLanguage?: 'CWLI' | 'SQL' | 'PPL' | undefined
  readonly logGroupName?: string | undefined
  readonly logGroupNames?: readonly string[] | undefined
  readonly logGroupIdentifiers?: readonly string[] | undefined
  readonly startTime: number
  readonly endTime: number
  readonly queryString: string
  readonly limit?: number | undefined
}

interface StartQueryResponse {
  readonly queryId?: string | undefined
}

interface StopQueryRequest {
  readonly queryId: string
}

interface StopQueryResponse {
  readonly success?: boolean | undefined
}

interface SubscriptionFilter {
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

interface SubstituteString {
  readonly entries: readonly SubstituteStringEntry[]
}

interface SubstituteStringEntry {
  readonly source: string
  readonly from: string
  readonly to: string
}

interface SuppressionPeriod {
  readonly value?: number | undefined
  readonly suppressionUnit?: 'SECONDS' | 'MINUTES' | 'HOURS' | undefined
}

interface SyslogConfiguration {
  readonly logGroupArn?: string | undefined
  readonly sourceType?: 'VPCE' | undefined
  readonly vpcEndpointId?: string | undefined
  readonly createdAt?: number | undefined
}

interface TagFilter {
  readonly key: string
  readonly values?: readonly string[] | undefined
}

interface TagLogGroupRequest {
  readonly logGroupName: string
  readonly tags: { readonly [key: string]: string }
}

interface TagResourceRequest {
  readonly resourceArn: string
  readonly tags: { readonly [key: string]: string }
}

interface TestMetricFilterRequest {
  readonly filterPattern: string
  readonly logEventMessages: readonly string[]
}

interface TestMetricFilterResponse {
  readonly matches?: readonly MetricFilterMatchRecord[] | undefined
}

interface TestTransformerRequest {
  readonly transformerConfig: readonly Processor[]
  readonly logEventMessages: readonly string[]
}

interface TestTransformerResponse {
  readonly transformedLogs?: readonly TransformedLogRecord[] | undefined
}

interface TransformedLogRecord {
  readonly eventNumber?: number | undefined
  readonly eventMessage?: string | undefined
  readonly transformedEventMessage?: string | undefined
}

interface TriggerHistoryRecord {
  readonly queryId?: string | undefined
  readonly executionStatus?: 'Running' | 'InvalidQuery' | 'Complete' | 'Failed' | 'Timeout' | undefined
  readonly triggeredTimestamp?: number | undefined
  readonly errorMessage?: string | undefined
  readonly destinations?: readonly ScheduledQueryDestination[] | undefined
}

interface TrimString {
  readonly withKeys: readonly string[]
}

interface TypeConverter {
  readonly entries: readonly TypeConverterEntry[]
}

interface TypeConverterEntry {
  readonly key: string
  readonly type: 'boolean' | 'integer' | 'double' | 'string'
}

interface UntagLogGroupRequest {
  readonly logGroupName: string
  readonly tags: readonly string[]
}

interface UntagResourceRequest {
  readonly resourceArn: string
  readonly tagKeys: readonly string[]
}

interface UpdateAnomalyRequest {
  readonly anomalyId?: string | undefined
  readonly patternId?: string | undefined
  readonly anomalyDetectorArn: string
  readonly suppressionType?: 'LIMITED' | 'INFINITE' | undefined
  readonly suppressionPeriod?: SuppressionPeriod | undefined
  readonly baseline?: boolean | undefined
}

interface UpdateDeliveryConfigurationRequest {
  readonly id: string
  readonly recordFields?: readonly string[] | undefined
  readonly fieldDelimiter?: string | undefined
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration | undefined
}

type UpdateDeliveryConfigurationResponse = { readonly [key: string]: never }

interface UpdateLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string
  readonly evaluationFrequency?: 'ONE_MIN' | 'FIVE_MIN' | 'TEN_MIN' | 'FIFTEEN_MIN' | 'THIRTY_MIN' | 'ONE_HOUR' | undefined
  readonly filterPattern?: string | undefined
  readonly anomalyVisibilityTime?: number | undefined
  readonly enabled: boolean
}

interface UpdateLookupTableRequest {
  readonly lookupTableArn: string
  readonly description?: string | undefined
  readonly tableBody?: string | undefined
  readonly queryId?: string | undefined
  readonly kmsKeyId?: string | undefined
}

interface UpdateLookupTableResponse {
  readonly lookupTableArn?: string | undefined
  readonly lastUpdatedTime?: number | undefined
}

interface UpdateScheduledQueryRequest {
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

interface UpdateScheduledQueryResponse {
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

interface UpperCaseString {
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
