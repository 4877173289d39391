// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

interface AddPermissionInput {
  readonly TopicArn: string
  readonly Label: string
  readonly AWSAccountId: readonly string[]
  readonly ActionName: readonly string[]
}

interface BatchResultErrorEntry {
  readonly Id?: string | undefined
  readonly Code?: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault?: boolean | undefined
}

interface CheckIfPhoneNumberIsOptedOutInput {
  readonly phoneNumber: string
}

interface CheckIfPhoneNumberIsOptedOutResponse {
  readonly isOptedOut?: boolean | undefined
}

interface ConfirmSubscriptionInput {
  readonly TopicArn: string
  readonly Token: string
  readonly AuthenticateOnUnsubscribe?: string | undefined
}

interface ConfirmSubscriptionResponse {
  readonly SubscriptionArn?: string | undefined
}

interface CreateEndpointResponse {
  readonly EndpointArn?: string | undefined
}

interface CreatePlatformApplicationInput {
  readonly Name: string
  readonly Platform: string
  readonly Attributes: { readonly [key: string]: string }
}

interface CreatePlatformApplicationResponse {
  readonly PlatformApplicationArn?: string | undefined
}

interface CreatePlatformEndpointInput {
  readonly PlatformApplicationArn: string
  readonly Token: string
  readonly CustomUserData?: string | undefined
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface CreateSMSSandboxPhoneNumberInput {
  readonly PhoneNumber: string
  readonly LanguageCode?: 'en-US' | 'en-GB' | 'es-419' | 'es-ES' | 'de-DE' | 'fr-CA' | 'fr-FR' | 'it-IT' | 'ja-JP' | 'pt-BR' | 'kr-KR' | 'zh-CN' | 'zh-TW' | undefined
}

type CreateSMSSandboxPhoneNumberResult = { readonly [key: string]: never }

interface CreateTopicInput {
  readonly Name: string
  readonly Attributes?: { readonly [key: string]: string } | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly DataProtectionPolicy?: string | undefined
}

interface CreateTopicResponse {
  readonly TopicArn?: string | undefined
}

interface DeleteEndpointInput {
  readonly EndpointArn: string
}

interface DeletePlatformApplicationInput {
  readonly PlatformApplicationArn: string
}

interface DeleteSMSSandboxPhoneNumberInput {
  readonly PhoneNumber: string
}

type DeleteSMSSandboxPhoneNumberResult = { readonly [key: string]: never }

interface DeleteTopicInput {
  readonly TopicArn: string
}

interface Endpoint {
  readonly EndpointArn?: string | undefined
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface GetDataProtectionPolicyInput {
  readonly ResourceArn: string
}

interface GetDataProtectionPolicyResponse {
  readonly DataProtectionPolicy?: string | undefined
}

interface GetEndpointAttributesInput {
  readonly EndpointArn: string
}

interface GetEndpointAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface GetPlatformApplicationAttributesInput {
  readonly PlatformApplicationArn: string
}

interface GetPlatformApplicationAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface GetSMSAttributesInput {
  readonly attributes?: readonly string[] | undefined
}

interface GetSMSAttributesResponse {
  readonly attributes?: { readonly [key: string]: string } | undefined
}

type GetSMSSandboxAccountStatusInput = { readonly [key: string]: never }

interface GetSMSSandboxAccountStatusResult {
  readonly IsInSandbox?: boolean | undefined
}

interface GetSubscriptionAttributesInput {
  readonly SubscriptionArn: string
}

interface GetSubscriptionAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface GetTopicAttributesInput {
  readonly TopicArn: string
}

interface GetTopicAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface ListEndpointsByPlatformApplicationInput {
  readonly PlatformApplicationArn: string
  readonly NextToken?: string | undefined
}

interface ListEndpointsByPlatformApplicationResponse {
  readonly Endpoints?: readonly Endpoint[] | undefined
  readonly NextToken?: string | undefined
}

interface ListOriginationNumbersRequest {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

interface ListOriginationNumbersResult {
  readonly NextToken?: string | undefined
  readonly PhoneNumbers?: readonly PhoneNumberInformation[] | undefined
}

interface ListPhoneNumbersOptedOutInput {
  readonly nextToken?: string | undefined
}

interface ListPhoneNumbersOptedOutResponse {
  readonly phoneNumbers?: readonly string[] | undefined
  readonly nextToken?: string | undefined
}

interface ListPlatformApplicationsInput {
  readonly NextToken?: string | undefined
}

interface ListPlatformApplicationsResponse {
  readonly PlatformApplications?: readonly PlatformApplication[] | undefined
  readonly NextToken?: string | undefined
}

interface ListSMSSandboxPhoneNumbersInput {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

interface ListSMSSandboxPhoneNumbersResult {
  readonly PhoneNumbers?: readonly SMSSandboxPhoneNumber[] | undefined
  readonly NextToken?: string | undefined
}

interface ListSubscriptionsByTopicInput {
  readonly TopicArn: string
  readonly NextToken?: string | undefined
}

interface ListSubscriptionsByTopicResponse {
  readonly Subscriptions?: readonly Subscription[] | undefined
  readonly NextToken?: string | undefined
}

interface ListSubscriptionsInput {
  readonly NextToken?: string | undefined
}

interface ListSubscriptionsResponse {
  readonly Subscriptions?: readonly Subscription[] | undefined
  readonly NextToken?: string | undefined
}

interface ListTagsForResourceRequest {
  readonly ResourceArn: string
}

interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[] | undefined
}

interface ListTopicsInput {
  readonly NextToken?: string | undefined
}

interface ListTopicsResponse {
  readonly Topics?: readonly Topic[] | undefined
  readonly NextToken?: string | undefined
}

interface MessageAttributeValue {
  readonly DataType: string
  readonly StringValue?: string | undefined
  readonly BinaryValue?: Uint8Array | undefined
}

interface OptInPhoneNumberInput {
  readonly phoneNumber: string
}

type OptInPhoneNumberResponse = { readonly [key: string]: never }

interface PhoneNumberInformation {
  readonly CreatedAt?: number | undefined
  readonly PhoneNumber?: string | undefined
  readonly Status?: string | undefined
  readonly Iso2CountryCode?: string | undefined
  readonly RouteType?: 'Transactional' | 'Promotional' | 'Premium' | undefined
  readonly NumberCapabilities?: readonly ('SMS' | 'MMS' | 'VOICE')[] | undefined
}

interface PlatformApplication {
  readonly PlatformApplicationArn?: string | undefined
  readonly Attributes?: { readonly [key: string]: string } | undefined
}

interface PublishBatchInput {
  readonly TopicArn: string
  readonly PublishBatchRequestEntries: readonly PublishBatchRequestEntry[]
}

interface PublishBatchRequestEntry {
  readonly Id: string
  readonly Message: string
  readonly Subject?: string | undefined
  readonly MessageStructure?: string | undefined
  readonly MessageAttributes?: { readonly [key: string]: MessageAttributeValue } | undefined
  readonly MessageDeduplicationId?: string | undefined
  readonly MessageGroupId?: string | undefined
}

interface PublishBatchResponse {
  readonly Successful?: readonly PublishBatchResultEntry[] | undefined
  readonly Failed?: readonly BatchResultErrorEntry[] | undefined
}

interface PublishBatchResultEntry {
  readonly Id?: string | undefined
  readonly MessageId?: string | undefined
  readonly SequenceNumber?: string | undefined
}

interface PublishInput {
  readonly TopicArn?: string | undefined
  readonly TargetArn?: string | undefined
  readonly PhoneNumber?: string | undefined
  readonly Message: string
  readonly Subject?: string | undefined
  readonly MessageStructure?: string | undefined
  readonly MessageAttributes?: { readonly [key: string]: MessageAttributeValue } | undefined
  readonly MessageDeduplicationId?: string | undefined
  readonly MessageGroupId?: string | undefined
}

interface PublishResponse {
  readonly MessageId?: string | undefined
  readonly SequenceNumber?: string | undefined
}

interface PutDataProtectionPolicyInput {
  readonly ResourceArn: string
  readonly DataProtectionPolicy: string
}

interface RemovePermissionInput {
  readonly TopicArn: string
  readonly Label: string
}

interface SMSSandboxPhoneNumber {
  readonly PhoneNumber?: string | undefined
  readonly Status?: 'Pending' | 'Verified' | undefined
}

interface SetEndpointAttributesInput {
  readonly EndpointArn: string
  readonly Attributes: { readonly [key: string]: string }
}

interface SetPlatformApplicationAttributesInput {
  readonly PlatformApplicationArn: string
  readonly Attributes: { readonly [key: string]: string }
}

interface SetSMSAttributesInput {
  readonly attributes: { readonly [key: string]: string }
}

type SetSMSAttributesResponse = { readonly [key: string]: never }

interface SetSubscriptionAttributesInput {
  readonly SubscriptionArn: string
  readonly AttributeName: string
  readonly AttributeValue?: string | undefined
}

interface SetTopicAttributesInput {
  readonly TopicArn: string
  readonly AttributeName: string
  readonly AttributeValue?: string | undefined
}

interface SubscribeInput {
  readonly TopicArn: string
  readonly Protocol: string
  readonly Endpoint?: string | undefined
  readonly Attributes?: { readonly [key: string]: string } | undefined
  readonly ReturnSubscriptionArn?: boolean | undefined
}

interface SubscribeResponse {
  readonly SubscriptionArn?: string | undefined
}

interface Subscription {
  readonly SubscriptionArn?: string | undefined
  readonly Owner?: string | undefined
  readonly Protocol?: string | undefined
  readonly Endpoint?: string | undefined
  readonly TopicArn?: string | undefined
}

interface Tag {
  readonly Key: string
  readonly Value: string
}

interface TagResourceRequest {
  readonly ResourceArn: string
  readonly Tags: readonly Tag[]
}

type TagResourceResponse = { readonly [key: string]: never }

interface Topic {
  readonly TopicArn?: string | undefined
}

interface UnsubscribeInput {
  readonly SubscriptionArn: string
}

interface UntagResourceRequest {
  readonly ResourceArn: string
  readonly TagKeys: readonly string[]
}

type UntagResourceResponse = { readonly [key: string]: never }

interface VerifySMSSandboxPhoneNumberInput {
  readonly PhoneNumber: string
  readonly OneTimePassword: string
}

type VerifySMSSandboxPhoneNumberResult = { readonly [key: string]: never }

/** Input and output of each operation of SNS. */
export interface SnsOperations {
  readonly AddPermission: { readonly input: AddPermissionInput; readonly output: { readonly [key: string]: never } }
  readonly CheckIfPhoneNumberIsOptedOut: { readonly input: CheckIfPhoneNumberIsOptedOutInput; readonly output: CheckIfPhoneNumberIsOptedOutResponse }
  readonly ConfirmSubscription: { readonly input: ConfirmSubscriptionInput; readonly output: ConfirmSubscriptionResponse }
  readonly CreatePlatformApplication: { readonly input: CreatePlatformApplicationInput; readonly output: CreatePlatformApplicationResponse }
  readonly CreatePlatformEndpoint: { readonly input: CreatePlatformEndpointInput; readonly output: CreateEndpointResponse }
  readonly CreateSMSSandboxPhoneNumber: { readonly input: CreateSMSSandboxPhoneNumberInput; readonly output: CreateSMSSandboxPhoneNumberResult }
  readonly CreateTopic: { readonly input: CreateTopicInput; readonly output: CreateTopicResponse }
  readonly DeleteEndpoint: { readonly input: DeleteEndpointInput; readonly output: { readonly [key: string]: never } }
  readonly DeletePlatformApplication: { readonly input: DeletePlatformApplicationInput; readonly output: { readonly [key: string]: never } }
  readonly DeleteSMSSandboxPhoneNumber: { readonly input: DeleteSMSSandboxPhoneNumberInput; readonly output: DeleteSMSSandboxPhoneNumberResult }
  readonly DeleteTopic: { readonly input: DeleteTopicInput; readonly output: { readonly [key: string]: never } }
  readonly GetDataProtectionPolicy: { readonly input: GetDataProtectionPolicyInput; readonly output: GetDataProtectionPolicyResponse }
  readonly GetEndpointAttributes: { readonly input: GetEndpointAttributesInput; readonly output: GetEndpointAttributesResponse }
  readonly GetPlatformApplicationAttributes: { readonly input: GetPlatformApplicationAttributesInput; readonly output: GetPlatformApplicationAttributesResponse }
  readonly GetSMSAttributes: { readonly input: GetSMSAttributesInput; readonly output: GetSMSAttributesResponse }
  readonly GetSMSSandboxAccountStatus: { readonly input: GetSMSSandboxAccountStatusInput; readonly output: GetSMSSandboxAccountStatusResult }
  readonly GetSubscriptionAttributes: { readonly input: GetSubscriptionAttributesInput; readonly output: GetSubscriptionAttributesResponse }
  readonly GetTopicAttributes: { readonly input: GetTopicAttributesInput; readonly output: GetTopicAttributesResponse }
  readonly ListEndpointsByPlatformApplication: { readonly input: ListEndpointsByPlatformApplicationInput; readonly output: ListEndpointsByPlatformApplicationResponse }
  readonly ListOriginationNumbers: { readonly input: ListOriginationNumbersRequest; readonly output: ListOriginationNumbersResult }
  readonly ListPhoneNumbersOptedOut: { readonly input: ListPhoneNumbersOptedOutInput; readonly output: ListPhoneNumbersOptedOutResponse }
  readonly ListPlatformApplications: { readonly input: ListPlatformApplicationsInput; readonly output: ListPlatformApplicationsResponse }
  readonly ListSMSSandboxPhoneNumbers: { readonly input: ListSMSSandboxPhoneNumbersInput; readonly output: ListSMSSandboxPhoneNumbersResult }
  readonly ListSubscriptions: { readonly input: ListSubscriptionsInput; readonly output: ListSubscriptionsResponse }
  readonly ListSubscriptionsByTopic: { readonly input: ListSubscriptionsByTopicInput; readonly output: ListSubscriptionsByTopicResponse }
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse }
  readonly ListTopics: { readonly input: ListTopicsInput; readonly output: ListTopicsResponse }
  readonly OptInPhoneNumber: { readonly input: OptInPhoneNumberInput; readonly output: OptInPhoneNumberResponse }
  readonly Publish: { readonly input: PublishInput; readonly output: PublishResponse }
  readonly PublishBatch: { readonly input: PublishBatchInput; readonly output: PublishBatchResponse }
  readonly PutDataProtectionPolicy: { readonly input: PutDataProtectionPolicyInput; readonly output: { readonly [key: string]: never } }
  readonly RemovePermission: { readonly input: RemovePermissionInput; readonly output: { readonly [key: string]: never } }
  readonly SetEndpointAttributes: { readonly input: SetEndpointAttributesInput; readonly output: { readonly [key: string]: never } }
  readonly SetPlatformApplicationAttributes: { readonly input: SetPlatformApplicationAttributesInput; readonly output: { readonly [key: string]: never } }
  readonly SetSMSAttributes: { readonly input: SetSMSAttributesInput; readonly output: SetSMSAttributesResponse }
  readonly SetSubscriptionAttributes: { readonly input: SetSubscriptionAttributesInput; readonly output: { readonly [key: string]: never } }
  readonly SetTopicAttributes: { readonly input: SetTopicAttributesInput; readonly output: { readonly [key: string]: never } }
  readonly Subscribe: { readonly input: SubscribeInput; readonly output: SubscribeResponse }
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse }
  readonly Unsubscribe: { readonly input: UnsubscribeInput; readonly output: { readonly [key: string]: never } }
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse }
  readonly VerifySMSSandboxPhoneNumber: { readonly input: VerifySMSSandboxPhoneNumberInput; readonly output: VerifySMSSandboxPhoneNumberResult }
}
