import { at, type SqlFunction } from './signature.ts'

/*
 * Of IPv4 only: IPv6 addresses are spelled in too many ways for SQL.
 */
export const ADDRESS_SQL: Readonly<Record<string, SqlFunction>> = {
  isValidIpV4: (writer, args) => {
    const text = writer.once(writer.value(at(args, 0)))
    return `CASE WHEN ${text} IS NOT NULL THEN ${writer.dialect.ipv4Number(text)} IS NOT NULL END`
  },
  ipv4ToNumber: (writer, args) => writer.dialect.ipv4Number(writer.once(writer.value(at(args, 0)))),
}
