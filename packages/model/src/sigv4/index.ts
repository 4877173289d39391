export { type Credentials, type SigningScope, sign, type UnsignedRequest } from './sigv4.ts'
