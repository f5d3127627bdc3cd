import { isUtf8 } from 'node:buffer'

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i

/**
 * The name and the password of a header `Authorization: Basic ...` (RFC 7617), or undefined. COMPAT: bytes that are not
 * UTF-8 are read as ISO 8859-1, in which the SDK of the API family sends them.
 */
export function basicCredentials(header: string | undefined): { login: string; password: string } | undefined {
  const encoded = BASIC.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { login: text.slice(0, colon), password: text.slice(colon + 1) }
}
