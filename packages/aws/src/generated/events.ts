// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

interface ActivateEventSourceRequest {
  readonly Name: string
}

interface ApiDestination {
  readonly ApiDestinationArn?: string | undefined
  readonly Name?: string | undefined
  readonly ApiDestinationState?: 'ACTIVE' | 'INACTIVE' | undefined
  readonly ConnectionArn?: string | undefined
  readonly InvocationEndpoint?: string | undefined
  readonly HttpMethod?: 'POST' | 'GET' | 'HEAD' | 'OPTIONS' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  readonly InvocationRateLimitPerSecond?: number | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface AppSyncParameters {
  readonly GraphQLOperation?: string | undefined
}

interface Archive {
  readonly ArchiveName?: string | undefined
  readonly EventSourceArn?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'CREATING' | 'UPDATING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly RetentionDays?: number | undefined
  readonly SizeBytes?: number | undefined
  readonly EventCount?: number | undefined
  readonly CreationTime?: number | undefined
}

interface AwsVpcConfiguration {
  readonly Subnets: readonly string[]
  readonly SecurityGroups?: readonly string[] | undefined
  readonly AssignPublicIp?: 'ENABLED' | 'DISABLED' | undefined
}

interface BatchArrayProperties {
  readonly Size?: number | undefined
}

interface BatchParameters {
  readonly JobDefinition: string
  readonly JobName: string
  readonly ArrayProperties?: BatchArrayProperties | undefined
  readonly RetryStrategy?: BatchRetryStrategy | undefined
}

interface BatchRetryStrategy {
  readonly Attempts?: number | undefined
}

interface CancelReplayRequest {
  readonly ReplayName: string
}

interface CancelReplayResponse {
  readonly ReplayArn?: string | undefined
  readonly State?: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' | undefined
  readonly StateReason?: string | undefined
}

interface CapacityProviderStrategyItem {
  readonly capacityProvider: string
  readonly weight?: number | undefined
  readonly base?: number | undefined
}

interface Condition {
  readonly Type: string
  readonly Key: string
  readonly Value: string
}

interface Connection {
  readonly ConnectionArn?: string | undefined
  readonly Name?: string | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly StateReason?: string | undefined
  readonly AuthorizationType?: 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS' | 'API_KEY' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly LastAuthorizedTime?: number | undefined
}

interface ConnectionApiKeyAuthResponseParameters {
  readonly ApiKeyName?: string | undefined
}

interface ConnectionAuthResponseParameters {
  readonly BasicAuthParameters?: ConnectionBasicAuthResponseParameters | undefined
  readonly OAuthParameters?: ConnectionOAuthResponseParameters | undefined
  readonly ApiKeyAuthParameters?: ConnectionApiKeyAuthResponseParameters | undefined
  readonly InvocationHttpParameters?: ConnectionHttpParameters | undefined
  readonly ConnectivityParameters?: DescribeConnectionConnectivityParameters | undefined
}

interface ConnectionBasicAuthResponseParameters {
  readonly Username?: string | undefined
}

interface ConnectionBodyParameter {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
  readonly IsValueSecret?: boolean | undefined
}

interface ConnectionHeaderParameter {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
  readonly IsValueSecret?: boolean | undefined
}

interface ConnectionHttpParameters {
  readonly HeaderParameters?: readonly ConnectionHeaderParameter[] | undefined
  readonly QueryStringParameters?: readonly ConnectionQueryStringParameter[] | undefined
  readonly BodyParameters?: readonly ConnectionBodyParameter[] | undefined
}

interface ConnectionOAuthClientResponseParameters {
  readonly ClientID?: string | undefined
}

interface ConnectionOAuthResponseParameters {
  readonly ClientParameters?: ConnectionOAuthClientResponseParameters | undefined
  readonly AuthorizationEndpoint?: string | undefined
  readonly HttpMethod?: 'GET' | 'POST' | 'PUT' | undefined
  readonly OAuthHttpParameters?: ConnectionHttpParameters | undefined
}

interface ConnectionQueryStringParameter {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
  readonly IsValueSecret?: boolean | undefined
}

interface ConnectivityResourceConfigurationArn {
  readonly ResourceConfigurationArn: string
}

interface ConnectivityResourceParameters {
  readonly ResourceParameters: ConnectivityResourceConfigurationArn
}

interface CreateApiDestinationRequest {
  readonly Name: string
  readonly Description?: string | undefined
  readonly ConnectionArn: string
  readonly InvocationEndpoint: string
  readonly HttpMethod: 'POST' | 'GET' | 'HEAD' | 'OPTIONS' | 'PUT' | 'PATCH' | 'DELETE'
  readonly InvocationRateLimitPerSecond?: number | undefined
}

interface CreateApiDestinationResponse {
  readonly ApiDestinationArn?: string | undefined
  readonly ApiDestinationState?: 'ACTIVE' | 'INACTIVE' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface CreateArchiveRequest {
  readonly ArchiveName: string
  readonly EventSourceArn: string
  readonly Description?: string | undefined
  readonly EventPattern?: string | undefined
  readonly RetentionDays?: number | undefined
  readonly KmsKeyIdentifier?: string | undefined
}

interface CreateArchiveResponse {
  readonly ArchiveArn?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'CREATING' | 'UPDATING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly CreationTime?: number | undefined
}

interface CreateConnectionApiKeyAuthRequestParameters {
  readonly ApiKeyName: string
  readonly ApiKeyValue: string
}

interface CreateConnectionAuthRequestParameters {
  readonly BasicAuthParameters?: CreateConnectionBasicAuthRequestParameters | undefined
  readonly OAuthParameters?: CreateConnectionOAuthRequestParameters | undefined
  readonly ApiKeyAuthParameters?: CreateConnectionApiKeyAuthRequestParameters | undefined
  readonly InvocationHttpParameters?: ConnectionHttpParameters | undefined
  readonly ConnectivityParameters?: ConnectivityResourceParameters | undefined
}

interface CreateConnectionBasicAuthRequestParameters {
  readonly Username: string
  readonly Password: string
}

interface CreateConnectionOAuthClientRequestParameters {
  readonly ClientID: string
  readonly ClientSecret: string
}

interface CreateConnectionOAuthRequestParameters {
  readonly ClientParameters: CreateConnectionOAuthClientRequestParameters
  readonly AuthorizationEndpoint: string
  readonly HttpMethod: 'GET' | 'POST' | 'PUT'
  readonly OAuthHttpParameters?: ConnectionHttpParameters | undefined
}

interface CreateConnectionRequest {
  readonly Name: string
  readonly Description?: string | undefined
  readonly AuthorizationType: 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS' | 'API_KEY'
  readonly AuthParameters: CreateConnectionAuthRequestParameters
  readonly InvocationConnectivityParameters?: ConnectivityResourceParameters | undefined
  readonly KmsKeyIdentifier?: string | undefined
}

interface CreateConnectionResponse {
  readonly ConnectionArn?: string | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface CreateEndpointRequest {
  readonly Name: string
  readonly Description?: string | undefined
  readonly RoutingConfig: RoutingConfig
  readonly ReplicationConfig?: ReplicationConfig | undefined
  readonly EventBuses: readonly EndpointEventBus[]
  readonly RoleArn?: string | undefined
}

interface CreateEndpointResponse {
  readonly Name?: string | undefined
  readonly Arn?: string | undefined
  readonly RoutingConfig?: RoutingConfig | undefined
  readonly ReplicationConfig?: ReplicationConfig | undefined
  readonly EventBuses?: readonly EndpointEventBus[] | undefined
  readonly RoleArn?: string | undefined
  readonly State?: 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | 'DELETE_FAILED' | undefined
}

interface CreateEventBusRequest {
  readonly Name: string
  readonly EventSourceName?: string | undefined
  readonly Description?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly DeadLetterConfig?: DeadLetterConfig | undefined
  readonly LogConfig?: LogConfig | undefined
  readonly Tags?: readonly Tag[] | undefined
}

interface CreateEventBusResponse {
  readonly EventBusArn?: string | undefined
  readonly Description?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly DeadLetterConfig?: DeadLetterConfig | undefined
  readonly LogConfig?: LogConfig | undefined
}

interface CreatePartnerEventSourceRequest {
  readonly Name: string
  readonly Account: string
}

interface CreatePartnerEventSourceResponse {
  readonly EventSourceArn?: string | undefined
}

interface DeactivateEventSourceRequest {
  readonly Name: string
}

interface DeadLetterConfig {
  readonly Arn?: string | undefined
}

interface DeauthorizeConnectionRequest {
  readonly Name: string
}

interface DeauthorizeConnectionResponse {
  readonly ConnectionArn?: string | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly LastAuthorizedTime?: number | undefined
}

interface DeleteApiDestinationRequest {
  readonly Name: string
}

type DeleteApiDestinationResponse = { readonly [key: string]: never }

interface DeleteArchiveRequest {
  readonly ArchiveName: string
}

type DeleteArchiveResponse = { readonly [key: string]: never }

interface DeleteConnectionRequest {
  readonly Name: string
}

interface DeleteConnectionResponse {
  readonly ConnectionArn?: string | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly LastAuthorizedTime?: number | undefined
}

interface DeleteEndpointRequest {
  readonly Name: string
}

type DeleteEndpointResponse = { readonly [key: string]: never }

interface DeleteEventBusRequest {
  readonly Name: string
}

interface DeletePartnerEventSourceRequest {
  readonly Name: string
  readonly Account: string
}

interface DeleteRuleRequest {
  readonly Name: string
  readonly EventBusName?: string | undefined
  readonly Force?: boolean | undefined
}

interface DescribeApiDestinationRequest {
  readonly Name: string
}

interface DescribeApiDestinationResponse {
  readonly ApiDestinationArn?: string | undefined
  readonly Name?: string | undefined
  readonly Description?: string | undefined
  readonly ApiDestinationState?: 'ACTIVE' | 'INACTIVE' | undefined
  readonly ConnectionArn?: string | undefined
  readonly InvocationEndpoint?: string | undefined
  readonly HttpMethod?: 'POST' | 'GET' | 'HEAD' | 'OPTIONS' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  readonly InvocationRateLimitPerSecond?: number | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface DescribeArchiveRequest {
  readonly ArchiveName: string
}

interface DescribeArchiveResponse {
  readonly ArchiveArn?: string | undefined
  readonly ArchiveName?: string | undefined
  readonly EventSourceArn?: string | undefined
  readonly Description?: string | undefined
  readonly EventPattern?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'CREATING' | 'UPDATING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly RetentionDays?: number | undefined
  readonly SizeBytes?: number | undefined
  readonly EventCount?: number | undefined
  readonly CreationTime?: number | undefined
}

interface DescribeConnectionConnectivityParameters {
  readonly ResourceParameters?: DescribeConnectionResourceParameters | undefined
}

interface DescribeConnectionRequest {
  readonly Name: string
}

interface DescribeConnectionResourceParameters {
  readonly ResourceConfigurationArn?: string | undefined
  readonly ResourceAssociationArn?: string | undefined
}

interface DescribeConnectionResponse {
  readonly ConnectionArn?: string | undefined
  readonly Name?: string | undefined
  readonly Description?: string | undefined
  readonly InvocationConnectivityParameters?: DescribeConnectionConnectivityParameters | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly StateReason?: string | undefined
  readonly AuthorizationType?: 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS' | 'API_KEY' | undefined
  readonly SecretArn?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly AuthParameters?: ConnectionAuthResponseParameters | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly LastAuthorizedTime?: number | undefined
}

interface DescribeEndpointRequest {
  readonly Name: string
  readonly HomeRegion?: string | undefined
}

interface DescribeEndpointResponse {
  readonly Name?: string | undefined
  readonly Description?: string | undefined
  readonly Arn?: string | undefined
  readonly RoutingConfig?: RoutingConfig | undefined
  readonly ReplicationConfig?: ReplicationConfig | undefined
  readonly EventBuses?: readonly EndpointEventBus[] | undefined
  readonly RoleArn?: string | undefined
  readonly EndpointId?: string | undefined
  readonly EndpointUrl?: string | undefined
  readonly State?: 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | 'DELETE_FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface DescribeEventBusRequest {
  readonly Name?: string | undefined
}

interface DescribeEventBusResponse {
  readonly Name?: string | undefined
  readonly Arn?: string | undefined
  readonly Description?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly DeadLetterConfig?: DeadLetterConfig | undefined
  readonly Policy?: string | undefined
  readonly LogConfig?: LogConfig | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly ManagedBy?: string | undefined
}

interface DescribeEventSourceRequest {
  readonly Name: string
}

interface DescribeEventSourceResponse {
  readonly Arn?: string | undefined
  readonly CreatedBy?: string | undefined
  readonly CreationTime?: number | undefined
  readonly ExpirationTime?: number | undefined
  readonly Name?: string | undefined
  readonly State?: 'PENDING' | 'ACTIVE' | 'DELETED' | undefined
}

interface DescribePartnerEventSourceRequest {
  readonly Name: string
}

interface DescribePartnerEventSourceResponse {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
}

interface DescribeReplayRequest {
  readonly ReplayName: string
}

interface DescribeReplayResponse {
  readonly ReplayName?: string | undefined
  readonly ReplayArn?: string | undefined
  readonly Description?: string | undefined
  readonly State?: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly EventSourceArn?: string | undefined
  readonly Destination?: ReplayDestination | undefined
  readonly EventStartTime?: number | undefined
  readonly EventEndTime?: number | undefined
  readonly EventLastReplayedTime?: number | undefined
  readonly ReplayStartTime?: number | undefined
  readonly ReplayEndTime?: number | undefined
}

interface DescribeRuleRequest {
  readonly Name: string
  readonly EventBusName?: string | undefined
}

interface DescribeRuleResponse {
  readonly Name?: string | undefined
  readonly Arn?: string | undefined
  readonly EventPattern?: string | undefined
  readonly ScheduleExpression?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' | undefined
  readonly Description?: string | undefined
  readonly RoleArn?: string | undefined
  readonly ManagedBy?: string | undefined
  readonly EventBusName?: string | undefined
  readonly CreatedBy?: string | undefined
}

interface DisableRuleRequest {
  readonly Name: string
  readonly EventBusName?: string | undefined
}

interface EcsParameters {
  readonly TaskDefinitionArn: string
  readonly TaskCount?: number | undefined
  readonly LaunchType?: 'EC2' | 'FARGATE' | 'EXTERNAL' | undefined
  readonly NetworkConfiguration?: NetworkConfiguration | undefined
  readonly PlatformVersion?: string | undefined
  readonly Group?: string | undefined
  readonly CapacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined
  readonly EnableECSManagedTags?: boolean | undefined
  readonly EnableExecuteCommand?: boolean | undefined
  readonly PlacementConstraints?: readonly PlacementConstraint[] | undefined
  readonly PlacementStrategy?: readonly PlacementStrategy[] | undefined
  readonly PropagateTags?: 'TASK_DEFINITION' | undefined
  readonly ReferenceId?: string | undefined
  readonly Tags?: readonly Tag[] | undefined
}

interface EnableRuleRequest {
  readonly Name: string
  readonly EventBusName?: string | undefined
}

interface Endpoint {
  readonly Name?: string | undefined
  readonly Description?: string | undefined
  readonly Arn?: string | undefined
  readonly RoutingConfig?: RoutingConfig | undefined
  readonly ReplicationConfig?: ReplicationConfig | undefined
  readonly EventBuses?: readonly EndpointEventBus[] | undefined
  readonly RoleArn?: string | undefined
  readonly EndpointId?: string | undefined
  readonly EndpointUrl?: string | undefined
  readonly State?: 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | 'DELETE_FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface EndpointEventBus {
  readonly EventBusArn: string
}

interface EventBus {
  readonly Name?: string | undefined
  readonly Arn?: string | undefined
  readonly Description?: string | undefined
  readonly Policy?: string | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly ManagedBy?: string | undefined
}

interface EventSource {
  readonly Arn?: string | undefined
  readonly CreatedBy?: string | undefined
  readonly CreationTime?: number | undefined
  readonly ExpirationTime?: number | undefined
  readonly Name?: string | undefined
  readonly State?: 'PENDING' | 'ACTIVE' | 'DELETED' | undefined
}

interface FailoverConfig {
  readonly Primary: Primary
  readonly Secondary: Secondary
}

interface HttpParameters {
  readonly PathParameterValues?: readonly string[] | undefined
  readonly HeaderParameters?: { readonly [key: string]: string } | undefined
  readonly QueryStringParameters?: { readonly [key: string]: string } | undefined
}

interface InputTransformer {
  readonly InputPathsMap?: { readonly [key: string]: string } | undefined
  readonly InputTemplate: string
}

interface KinesisParameters {
  readonly PartitionKeyPath: string
}

interface ListApiDestinationsRequest {
  readonly NamePrefix?: string | undefined
  readonly ConnectionArn?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListApiDestinationsResponse {
  readonly ApiDestinations?: readonly ApiDestination[] | undefined
  readonly NextToken?: string | undefined
}

interface ListArchivesRequest {
  readonly NamePrefix?: string | undefined
  readonly EventSourceArn?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'CREATING' | 'UPDATING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListArchivesResponse {
  readonly Archives?: readonly Archive[] | undefined
  readonly NextToken?: string | undefined
}

interface ListConnectionsRequest {
  readonly NamePrefix?: string | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListConnectionsResponse {
  readonly Connections?: readonly Connection[] | undefined
  readonly NextToken?: string | undefined
}

interface ListEndpointsRequest {
  readonly NamePrefix?: string | undefined
  readonly HomeRegion?: string | undefined
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

interface ListEndpointsResponse {
  readonly Endpoints?: readonly Endpoint[] | undefined
  readonly NextToken?: string | undefined
}

interface ListEventBusesRequest {
  readonly NamePrefix?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListEventBusesResponse {
  readonly EventBuses?: readonly EventBus[] | undefined
  readonly NextToken?: string | undefined
}

interface ListEventSourcesRequest {
  readonly NamePrefix?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListEventSourcesResponse {
  readonly EventSources?: readonly EventSource[] | undefined
  readonly NextToken?: string | undefined
}

interface ListPartnerEventSourceAccountsRequest {
  readonly EventSourceName: string
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListPartnerEventSourceAccountsResponse {
  readonly PartnerEventSourceAccounts?: readonly PartnerEventSourceAccount[] | undefined
  readonly NextToken?: string | undefined
}

interface ListPartnerEventSourcesRequest {
  readonly NamePrefix: string
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListPartnerEventSourcesResponse {
  readonly PartnerEventSources?: readonly PartnerEventSource[] | undefined
  readonly NextToken?: string | undefined
}

interface ListReplaysRequest {
  readonly NamePrefix?: string | undefined
  readonly State?: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' | undefined
  readonly EventSourceArn?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListReplaysResponse {
  readonly Replays?: readonly Replay[] | undefined
  readonly NextToken?: string | undefined
}

interface ListRuleNamesByTargetRequest {
  readonly TargetArn: string
  readonly EventBusName?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListRuleNamesByTargetResponse {
  readonly RuleNames?: readonly string[] | undefined
  readonly NextToken?: string | undefined
}

interface ListRulesRequest {
  readonly NamePrefix?: string | undefined
  readonly EventBusName?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListRulesResponse {
  readonly Rules?: readonly Rule[] | undefined
  readonly NextToken?: string | undefined
}

interface ListTagsForResourceRequest {
  readonly ResourceARN: string
}

interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[] | undefined
}

interface ListTargetsByRuleRequest {
  readonly Rule: string
  readonly EventBusName?: string | undefined
  readonly NextToken?: string | undefined
  readonly Limit?: number | undefined
}

interface ListTargetsByRuleResponse {
  readonly Targets?: readonly Target[] | undefined
  readonly NextToken?: string | undefined
}

interface LogConfig {
  readonly IncludeDetail?: 'NONE' | 'FULL' | undefined
  readonly Level?: 'OFF' | 'ERROR' | 'INFO' | 'TRACE' | undefined
}

interface NetworkConfiguration {
  readonly awsvpcConfiguration?: AwsVpcConfiguration | undefined
}

interface PartnerEventSource {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
}

interface PartnerEventSourceAccount {
  readonly Account?: string | undefined
  readonly CreationTime?: number | undefined
  readonly ExpirationTime?: number | undefined
  readonly State?: 'PENDING' | 'ACTIVE' | 'DELETED' | undefined
}

interface PlacementConstraint {
  readonly type?: 'distinctInstance' | 'memberOf' | undefined
  readonly expression?: string | undefined
}

interface PlacementStrategy {
  readonly type?: 'random' | 'spread' | 'binpack' | undefined
  readonly field?: string | undefined
}

interface Primary {
  readonly HealthCheck: string
}

interface PutEventsRequest {
  readonly Entries: readonly PutEventsRequestEntry[]
  readonly EndpointId?: string | undefined
}

interface PutEventsRequestEntry {
  readonly Time?: number | undefined
  readonly Source?: string | undefined
  readonly Resources?: readonly string[] | undefined
  readonly DetailType?: string | undefined
  readonly Detail?: string | undefined
  readonly EventBusName?: string | undefined
  readonly TraceHeader?: string | undefined
}

interface PutEventsResponse {
  readonly FailedEntryCount?: number | undefined
  readonly Entries?: readonly PutEventsResultEntry[] | undefined
}

interface PutEventsResultEntry {
  readonly EventId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

interface PutPartnerEventsRequest {
  readonly Entries: readonly PutPartnerEventsRequestEntry[]
}

interface PutPartnerEventsRequestEntry {
  readonly Time?: number | undefined
  readonly Source?: string | undefined
  readonly Resources?: readonly string[] | undefined
  readonly DetailType?: string | undefined
  readonly Detail?: string | undefined
}

interface PutPartnerEventsResponse {
  readonly FailedEntryCount?: number | undefined
  readonly Entries?: readonly PutPartnerEventsResultEntry[] | undefined
}

interface PutPartnerEventsResultEntry {
  readonly EventId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

interface PutPermissionRequest {
  readonly EventBusName?: string | undefined
  readonly Action?: string | undefined
  readonly Principal?: string | undefined
  readonly StatementId?: string | undefined
  readonly Condition?: Condition | undefined
  readonly Policy?: string | undefined
}

interface PutRuleRequest {
  readonly Name: string
  readonly ScheduleExpression?: string | undefined
  readonly EventPattern?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' | undefined
  readonly Description?: string | undefined
  readonly RoleArn?: string | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly EventBusName?: string | undefined
}

interface PutRuleResponse {
  readonly RuleArn?: string | undefined
}

interface PutTargetsRequest {
  readonly Rule: string
  readonly EventBusName?: string | undefined
  readonly Targets: readonly Target[]
}

interface PutTargetsResponse {
  readonly FailedEntryCount?: number | undefined
  readonly FailedEntries?: readonly PutTargetsResultEntry[] | undefined
}

interface PutTargetsResultEntry {
  readonly TargetId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

interface RedshiftDataParameters {
  readonly SecretManagerArn?: string | undefined
  readonly Database: string
  readonly DbUser?: string | undefined
  readonly Sql?: string | undefined
  readonly StatementName?: string | undefined
  readonly WithEvent?: boolean | undefined
  readonly Sqls?: readonly string[] | undefined
}

interface RemovePermissionRequest {
  readonly StatementId?: string | undefined
  readonly RemoveAllPermissions?: boolean | undefined
  readonly EventBusName?: string | undefined
}

interface RemoveTargetsRequest {
  readonly Rule: string
  readonly EventBusName?: string | undefined
  readonly Ids: readonly string[]
  readonly Force?: boolean | undefined
}

interface RemoveTargetsResponse {
  readonly FailedEntryCount?: number | undefined
  readonly FailedEntries?: readonly RemoveTargetsResultEntry[] | undefined
}

interface RemoveTargetsResultEntry {
  readonly TargetId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

interface Replay {
  readonly ReplayName?: string | undefined
  readonly EventSourceArn?: string | undefined
  readonly State?: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly EventStartTime?: number | undefined
  readonly EventEndTime?: number | undefined
  readonly EventLastReplayedTime?: number | undefined
  readonly ReplayStartTime?: number | undefined
  readonly ReplayEndTime?: number | undefined
}

interface ReplayDestination {
  readonly Arn: string
  readonly FilterArns?: readonly string[] | undefined
}

interface ReplicationConfig {
  readonly State?: 'ENABLED' | 'DISABLED' | undefined
}

interface RetryPolicy {
  readonly MaximumRetryAttempts?: number | undefined
  readonly MaximumEventAgeInSeconds?: number | undefined
}

interface RoutingConfig {
  readonly FailoverConfig: FailoverConfig
}

interface Rule {
  readonly Name?: string | undefined
  readonly Arn?: string | undefined
  readonly EventPattern?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' | undefined
  readonly Description?: string | undefined
  readonly ScheduleExpression?: string | undefined
  readonly RoleArn?: string | undefined
  readonly ManagedBy?: string | undefined
  readonly EventBusName?: string | undefined
}

interface RunCommandParameters {
  readonly RunCommandTargets: readonly RunCommandTarget[]
}

interface RunCommandTarget {
  readonly Key: string
  readonly Values: readonly string[]
}

interface SageMakerPipelineParameter {
  readonly Name: string
  readonly Value: string
}

interface SageMakerPipelineParameters {
  readonly PipelineParameterList?: readonly SageMakerPipelineParameter[] | undefined
}

interface Secondary {
  readonly Route: string
}

interface SqsParameters {
  readonly MessageGroupId?: string | undefined
}

interface StartReplayRequest {
  readonly ReplayName: string
  readonly Description?: string | undefined
  readonly EventSourceArn: string
  readonly EventStartTime: number
  readonly EventEndTime: number
  readonly Destination: ReplayDestination
}

interface StartReplayResponse {
  readonly ReplayArn?: string | undefined
  readonly State?: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly ReplayStartTime?: number | undefined
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

interface Target {
  readonly Id: string
  readonly Arn: string
  readonly RoleArn?: string | undefined
  readonly Input?: string | undefined
  readonly InputPath?: string | undefined
  readonly InputTransformer?: InputTransformer | undefined
  readonly KinesisParameters?: KinesisParameters | undefined
  readonly RunCommandParameters?: RunCommandParameters | undefined
  readonly EcsParameters?: EcsParameters | undefined
  readonly BatchParameters?: BatchParameters | undefined
  readonly SqsParameters?: SqsParameters | undefined
  readonly HttpParameters?: HttpParameters | undefined
  readonly RedshiftDataParameters?: RedshiftDataParameters | undefined
  readonly SageMakerPipelineParameters?: SageMakerPipelineParameters | undefined
  readonly DeadLetterConfig?: DeadLetterConfig | undefined
  readonly RetryPolicy?: RetryPolicy | undefined
  readonly AppSyncParameters?: AppSyncParameters | undefined
}

interface TestEventPatternRequest {
  readonly EventPattern: string
  readonly Event: string
}

interface TestEventPatternResponse {
  readonly Result?: boolean | undefined
}

interface UntagResourceRequest {
  readonly ResourceARN: string
  readonly TagKeys: readonly string[]
}

type UntagResourceResponse = { readonly [key: string]: never }

interface UpdateApiDestinationRequest {
  readonly Name: string
  readonly Description?: string | undefined
  readonly ConnectionArn?: string | undefined
  readonly InvocationEndpoint?: string | undefined
  readonly HttpMethod?: 'POST' | 'GET' | 'HEAD' | 'OPTIONS' | 'PUT' | 'PATCH' | 'DELETE' | undefined
  readonly InvocationRateLimitPerSecond?: number | undefined
}

interface UpdateApiDestinationResponse {
  readonly ApiDestinationArn?: string | undefined
  readonly ApiDestinationState?: 'ACTIVE' | 'INACTIVE' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
}

interface UpdateArchiveRequest {
  readonly ArchiveName: string
  readonly Description?: string | undefined
  readonly EventPattern?: string | undefined
  readonly RetentionDays?: number | undefined
  readonly KmsKeyIdentifier?: string | undefined
}

interface UpdateArchiveResponse {
  readonly ArchiveArn?: string | undefined
  readonly State?: 'ENABLED' | 'DISABLED' | 'CREATING' | 'UPDATING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | undefined
  readonly StateReason?: string | undefined
  readonly CreationTime?: number | undefined
}

interface UpdateConnectionApiKeyAuthRequestParameters {
  readonly ApiKeyName?: string | undefined
  readonly ApiKeyValue?: string | undefined
}

interface UpdateConnectionAuthRequestParameters {
  readonly BasicAuthParameters?: UpdateConnectionBasicAuthRequestParameters | undefined
  readonly OAuthParameters?: UpdateConnectionOAuthRequestParameters | undefined
  readonly ApiKeyAuthParameters?: UpdateConnectionApiKeyAuthRequestParameters | undefined
  readonly InvocationHttpParameters?: ConnectionHttpParameters | undefined
  readonly ConnectivityParameters?: ConnectivityResourceParameters | undefined
}

interface UpdateConnectionBasicAuthRequestParameters {
  readonly Username?: string | undefined
  readonly Password?: string | undefined
}

interface UpdateConnectionOAuthClientRequestParameters {
  readonly ClientID?: string | undefined
  readonly ClientSecret?: string | undefined
}

interface UpdateConnectionOAuthRequestParameters {
  readonly ClientParameters?: UpdateConnectionOAuthClientRequestParameters | undefined
  readonly AuthorizationEndpoint?: string | undefined
  readonly HttpMethod?: 'GET' | 'POST' | 'PUT' | undefined
  readonly OAuthHttpParameters?: ConnectionHttpParameters | undefined
}

interface UpdateConnectionRequest {
  readonly Name: string
  readonly Description?: string | undefined
  readonly AuthorizationType?: 'BASIC' | 'OAUTH_CLIENT_CREDENTIALS' | 'API_KEY' | undefined
  readonly AuthParameters?: UpdateConnectionAuthRequestParameters | undefined
  readonly InvocationConnectivityParameters?: ConnectivityResourceParameters | undefined
  readonly KmsKeyIdentifier?: string | undefined
}

interface UpdateConnectionResponse {
  readonly ConnectionArn?: string | undefined
  readonly ConnectionState?: 'CREATING' | 'UPDATING' | 'DELETING' | 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DEAUTHORIZING' | 'ACTIVE' | 'FAILED_CONNECTIVITY' | undefined
  readonly CreationTime?: number | undefined
  readonly LastModifiedTime?: number | undefined
  readonly LastAuthorizedTime?: number | undefined
}

interface UpdateEndpointRequest {
  readonly Name: string
  readonly Description?: string | undefined
  readonly RoutingConfig?: RoutingConfig | undefined
  readonly ReplicationConfig?: ReplicationConfig | undefined
  readonly EventBuses?: readonly EndpointEventBus[] | undefined
  readonly RoleArn?: string | undefined
}

interface UpdateEndpointResponse {
  readonly Name?: string | undefined
  readonly Arn?: string | undefined
  readonly RoutingConfig?: RoutingConfig | undefined
  readonly ReplicationConfig?: ReplicationConfig | undefined
  readonly EventBuses?: readonly EndpointEventBus[] | undefined
  readonly RoleArn?: string | undefined
  readonly EndpointId?: string | undefined
  readonly EndpointUrl?: string | undefined
  readonly State?: 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'UPDATE_FAILED' | 'DELETE_FAILED' | undefined
}

interface UpdateEventBusRequest {
  readonly Name?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly Description?: string | undefined
  readonly DeadLetterConfig?: DeadLetterConfig | undefined
  readonly LogConfig?: LogConfig | undefined
}

interface UpdateEventBusResponse {
  readonly Arn?: string | undefined
  readonly Name?: string | undefined
  readonly KmsKeyIdentifier?: string | undefined
  readonly Description?: string | undefined
  readonly DeadLetterConfig?: DeadLetterConfig | undefined
  readonly LogConfig?: LogConfig | undefined
}

/** Input and output of each operation of EventBridge. */
export interface EventsOperations {
  readonly ActivateEventSource: { readonly input: ActivateEventSourceRequest; readonly output: { readonly [key: string]: never } }
  readonly CancelReplay: { readonly input: CancelReplayRequest; readonly output: CancelReplayResponse }
  readonly CreateApiDestination: { readonly input: CreateApiDestinationRequest; readonly output: CreateApiDestinationResponse }
  readonly CreateArchive: { readonly input: CreateArchiveRequest; readonly output: CreateArchiveResponse }
  readonly CreateConnection: { readonly input: CreateConnectionRequest; readonly output: CreateConnectionResponse }
  readonly CreateEndpoint: { readonly input: CreateEndpointRequest; readonly output: CreateEndpointResponse }
  readonly CreateEventBus: { readonly input: CreateEventBusRequest; readonly output: CreateEventBusResponse }
  readonly CreatePartnerEventSource: { readonly input: CreatePartnerEventSourceRequest; readonly output: CreatePartnerEventSourceResponse }
  readonly DeactivateEventSource: { readonly input: DeactivateEventSourceRequest; readonly output: { readonly [key: string]: never } }
  readonly DeauthorizeConnection: { readonly input: DeauthorizeConnectionRequest; readonly output: DeauthorizeConnectionResponse }
  readonly DeleteApiDestination: { readonly input: DeleteApiDestinationRequest; readonly output: DeleteApiDestinationResponse }
  readonly DeleteArchive: { readonly input: DeleteArchiveRequest; readonly output: DeleteArchiveResponse }
  readonly DeleteConnection: { readonly input: DeleteConnectionRequest; readonly output: DeleteConnectionResponse }
  readonly DeleteEndpoint: { readonly input: DeleteEndpointRequest; readonly output: DeleteEndpointResponse }
  readonly DeleteEventBus: { readonly input: DeleteEventBusRequest; readonly output: { readonly [key: string]: never } }
  readonly DeletePartnerEventSource: { readonly input: DeletePartnerEventSourceRequest; readonly output: { readonly [key: string]: never } }
  readonly DeleteRule: { readonly input: DeleteRuleRequest; readonly output: { readonly [key: string]: never } }
  readonly DescribeApiDestination: { readonly input: DescribeApiDestinationRequest; readonly output: DescribeApiDestinationResponse }
  readonly DescribeArchive: { readonly input: DescribeArchiveRequest; readonly output: DescribeArchiveResponse }
  readonly DescribeConnection: { readonly input: DescribeConnectionRequest; readonly output: DescribeConnectionResponse }
  readonly DescribeEndpoint: { readonly input: DescribeEndpointRequest; readonly output: DescribeEndpointResponse }
  readonly DescribeEventBus: { readonly input: DescribeEventBusRequest; readonly output: DescribeEventBusResponse }
  readonly DescribeEventSource: { readonly input: DescribeEventSourceRequest; readonly output: DescribeEventSourceResponse }
  readonly DescribePartnerEventSource: { readonly input: DescribePartnerEventSourceRequest; readonly output: DescribePartnerEventSourceResponse }
  readonly DescribeReplay: { readonly input: DescribeReplayRequest; readonly output: DescribeReplayResponse }
  readonly DescribeRule: { readonly input: DescribeRuleRequest; readonly output: DescribeRuleResponse }
  readonly DisableRule: { readonly input: DisableRuleRequest; readonly output: { readonly [key: string]: never } }
  readonly EnableRule: { readonly input: EnableRuleRequest; readonly output: { readonly [key: string]: never } }
  readonly ListApiDestinations: { readonly input: ListApiDestinationsRequest; readonly output: ListApiDestinationsResponse }
  readonly ListArchives: { readonly input: ListArchivesRequest; readonly output: ListArchivesResponse }
  readonly ListConnections: { readonly input: ListConnectionsRequest; readonly output: ListConnectionsResponse }
  readonly ListEndpoints: { readonly input: ListEndpointsRequest; readonly output: ListEndpointsResponse }
  readonly ListEventBuses: { readonly input: ListEventBusesRequest; readonly output: ListEventBusesResponse }
  readonly ListEventSources: { readonly input: ListEventSourcesRequest; readonly output: ListEventSourcesResponse }
  readonly ListPartnerEventSourceAccounts: { readonly input: ListPartnerEventSourceAccountsRequest; readonly output: ListPartnerEventSourceAccountsResponse }
  readonly ListPartnerEventSources: { readonly input: ListPartnerEventSourcesRequest; readonly output: ListPartnerEventSourcesResponse }
  readonly ListReplays: { readonly input: ListReplaysRequest; readonly output: ListReplaysResponse }
  readonly ListRuleNamesByTarget: { readonly input: ListRuleNamesByTargetRequest; readonly output: ListRuleNamesByTargetResponse }
  readonly ListRules: { readonly input: ListRulesRequest; readonly output: ListRulesResponse }
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse }
  readonly ListTargetsByRule: { readonly input: ListTargetsByRuleRequest; readonly output: ListTargetsByRuleResponse }
  readonly PutEvents: { readonly input: PutEventsRequest; readonly output: PutEventsResponse }
  readonly PutPartnerEvents: { readonly input: PutPartnerEventsRequest; readonly output: PutPartnerEventsResponse }
  readonly PutPermission: { readonly input: PutPermissionRequest; readonly output: { readonly [key: string]: never } }
  readonly PutRule: { readonly input: PutRuleRequest; readonly output: PutRuleResponse }
  readonly PutTargets: { readonly input: PutTargetsRequest; readonly output: PutTargetsResponse }
  readonly RemovePermission: { readonly input: RemovePermissionRequest; readonly output: { readonly [key: string]: never } }
  readonly RemoveTargets: { readonly input: RemoveTargetsRequest; readonly output: RemoveTargetsResponse }
  readonly StartReplay: { readonly input: StartReplayRequest; readonly output: StartReplayResponse }
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse }
  readonly TestEventPattern: { readonly input: TestEventPatternRequest; readonly output: TestEventPatternResponse }
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse }
  readonly UpdateApiDestination: { readonly input: UpdateApiDestinationRequest; readonly output: UpdateApiDestinationResponse }
  readonly UpdateArchive: { readonly input: UpdateArchiveRequest; readonly output: UpdateArchiveResponse }
  readonly UpdateConnection: { readonly input: UpdateConnectionRequest; readonly output: UpdateConnectionResponse }
  readonly UpdateEndpoint: { readonly input: UpdateEndpointRequest; readonly output: UpdateEndpointResponse }
  readonly UpdateEventBus: { readonly input: UpdateEventBusRequest; readonly output: UpdateEventBusResponse }
}
