const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i

/** The name and the password of a header `Authorization: Basic ...` (RFC 7617), in UTF-8; undefined where it has none. */
export function basicCredentials(header: string | undefined): { login: string; password: string } | undefined {
  const encoded = BASIC.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { login: text.slice(0, colon), password: text.slice(colon + 1) }
}
