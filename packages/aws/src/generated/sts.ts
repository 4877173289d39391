// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.

interface AssumeRoleRequest {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined
  readonly Policy?: string | undefined
  readonly DurationSeconds?: number | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly TransitiveTagKeys?: readonly string[] | undefined
  readonly ExternalId?: string | undefined
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
  readonly SourceIdentity?: string | undefined
  readonly ProvidedContexts?: readonly ProvidedContext[] | undefined
  readonly MinimumSessionTokenSize?: number | undefined
}

interface AssumeRoleResponse {
  readonly Credentials?: Credentials | undefined
  readonly AssumedRoleUser?: AssumedRoleUser | undefined
  readonly PackedPolicySize?: number | undefined
  readonly SourceIdentity?: string | undefined
  readonly SessionTokenUtilization?: number | undefined
  readonly SessionTokenSize?: number | undefined
}

interface AssumeRoleWithSAMLRequest {
  readonly RoleArn: string
  readonly PrincipalArn: string
  readonly SAMLAssertion: string
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined
  readonly Policy?: string | undefined
  readonly DurationSeconds?: number | undefined
  readonly MinimumSessionTokenSize?: number | undefined
}

interface AssumeRoleWithSAMLResponse {
  readonly Credentials?: Credentials | undefined
  readonly AssumedRoleUser?: AssumedRoleUser | undefined
  readonly PackedPolicySize?: number | undefined
  readonly Subject?: string | undefined
  readonly SubjectType?: string | undefined
  readonly Issuer?: string | undefined
  readonly Audience?: string | undefined
  readonly NameQualifier?: string | undefined
  readonly SourceIdentity?: string | undefined
  readonly SessionTokenUtilization?: number | undefined
  readonly SessionTokenSize?: number | undefined
}

interface AssumeRoleWithWebIdentityRequest {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly WebIdentityToken: string
  readonly ProviderId?: string | undefined
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined
  readonly Policy?: string | undefined
  readonly DurationSeconds?: number | undefined
  readonly MinimumSessionTokenSize?: number | undefined
}

interface AssumeRoleWithWebIdentityResponse {
  readonly Credentials?: Credentials | undefined
  readonly SubjectFromWebIdentityToken?: string | undefined
  readonly AssumedRoleUser?: AssumedRoleUser | undefined
  readonly PackedPolicySize?: number | undefined
  readonly Provider?: string | undefined
  readonly Audience?: string | undefined
  readonly SourceIdentity?: string | undefined
  readonly SessionTokenUtilization?: number | undefined
  readonly SessionTokenSize?: number | undefined
}

interface AssumeRootRequest {
  readonly TargetPrincipal: string
  readonly TaskPolicyArn: PolicyDescriptorType
  readonly DurationSeconds?: number | undefined
  readonly MinimumSessionTokenSize?: number | undefined
}

interface AssumeRootResponse {
  readonly Credentials?: Credentials | undefined
  readonly SourceIdentity?: string | undefined
  readonly SessionTokenUtilization?: number | undefined
  readonly SessionTokenSize?: number | undefined
}

interface AssumedRoleUser {
  readonly AssumedRoleId?: string | undefined
  readonly Arn?: string | undefined
}

interface Credentials {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
  readonly Expiration?: number | undefined
}

interface DecodeAuthorizationMessageRequest {
  readonly EncodedMessage: string
}

interface DecodeAuthorizationMessageResponse {
  readonly DecodedMessage?: string | undefined
}

interface FederatedUser {
  readonly FederatedUserId?: string | undefined
  readonly Arn?: string | undefined
}

interface GetAccessKeyInfoRequest {
  readonly AccessKeyId: string
}

interface GetAccessKeyInfoResponse {
  readonly Account?: string | undefined
}

type GetCallerIdentityRequest = { readonly [key: string]: never }

interface GetCallerIdentityResponse {
  readonly UserId?: string | undefined
  readonly Account?: string | undefined
  readonly Arn?: string | undefined
}

interface GetDelegatedAccessTokenRequest {
  readonly TradeInToken: string
}

interface GetDelegatedAccessTokenResponse {
  readonly Credentials?: Credentials | undefined
  readonly PackedPolicySize?: number | undefined
  readonly AssumedPrincipal?: string | undefined
}

interface GetFederationTokenRequest {
  readonly Name: string
  readonly Policy?: string | undefined
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined
  readonly DurationSeconds?: number | undefined
  readonly Tags?: readonly Tag[] | undefined
  readonly MinimumSessionTokenSize?: number | undefined
}

interface GetFederationTokenResponse {
  readonly Credentials?: Credentials | undefined
  readonly FederatedUser?: FederatedUser | undefined
  readonly PackedPolicySize?: number | undefined
  readonly SessionTokenUtilization?: number | undefined
  readonly SessionTokenSize?: number | undefined
}

interface GetSessionTokenRequest {
  readonly DurationSeconds?: number | undefined
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
  readonly MinimumSessionTokenSize?: number | undefined
}

interface GetSessionTokenResponse {
  readonly Credentials?: Credentials | undefined
  readonly SessionTokenUtilization?: number | undefined
  readonly SessionTokenSize?: number | undefined
}

interface GetWebIdentityTokenRequest {
  readonly Audience: readonly string[]
  readonly DurationSeconds?: number | undefined
  readonly SigningAlgorithm: string
  readonly Tags?: readonly Tag[] | undefined
}

interface GetWebIdentityTokenResponse {
  readonly WebIdentityToken?: string | undefined
  readonly Expiration?: number | undefined
}

interface PolicyDescriptorType {
  readonly arn?: string | undefined
}

interface ProvidedContext {
  readonly ProviderArn?: string | undefined
  readonly ContextAssertion?: string | undefined
}

interface Tag {
  readonly Key: string
  readonly Value: string
}

/** Input and output of each operation of STS. */
export interface StsOperations {
  readonly AssumeRole: { readonly input: AssumeRoleRequest; readonly output: AssumeRoleResponse }
  readonly AssumeRoleWithSAML: { readonly input: AssumeRoleWithSAMLRequest; readonly output: AssumeRoleWithSAMLResponse }
  readonly AssumeRoleWithWebIdentity: { readonly input: AssumeRoleWithWebIdentityRequest; readonly output: AssumeRoleWithWebIdentityResponse }
  readonly AssumeRoot: { readonly input: AssumeRootRequest; readonly output: AssumeRootResponse }
  readonly DecodeAuthorizationMessage: { readonly input: DecodeAuthorizationMessageRequest; readonly output: DecodeAuthorizationMessageResponse }
  readonly GetAccessKeyInfo: { readonly input: GetAccessKeyInfoRequest; readonly output: GetAccessKeyInfoResponse }
  readonly GetCallerIdentity: { readonly input: GetCallerIdentityRequest; readonly output: GetCallerIdentityResponse }
  readonly GetDelegatedAccessToken: { readonly input: GetDelegatedAccessTokenRequest; readonly output: GetDelegatedAccessTokenResponse }
  readonly GetFederationToken: { readonly input: GetFederationTokenRequest; readonly output: GetFederationTokenResponse }
  readonly GetSessionToken: { readonly input: GetSessionTokenRequest; readonly output: GetSessionTokenResponse }
  readonly GetWebIdentityToken: { readonly input: GetWebIdentityTokenRequest; readonly output: GetWebIdentityTokenResponse }
}
