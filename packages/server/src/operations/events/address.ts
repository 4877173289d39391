import { invalid } from './find.ts'

/**
 * Our choice: `http` is allowed too, as what is called here is often on the same machine. AWS insists on `https`.
 *
 * @throws {AwsError} ValidationException
 */
export function checkAddress(member: string, address: string, isAllowed: (address: string) => boolean): void {
  const [authority] = /^https?:\/\/[^/?#]*/i.exec(address) ?? []
  const isAddress = authority !== undefined && !/[*@]/.test(authority) && URL.canParse(address)
  if (!isAddress || !/^https?:$/.test(new URL(address).protocol)) {
    throw invalid(
      `Parameter ${member} is not valid. Reason: it must be an address that begins with https:// or http://.`,
    )
  }
  if (!isAllowed(address)) {
    throw invalid(`Parameter ${member} is not valid. Reason: ATALAYA_SUBSCRIPTION_URLS does not allow the address.`)
  }
}
