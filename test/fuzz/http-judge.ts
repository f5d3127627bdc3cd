import type { RawAnswer } from '../http/raw.js'

const POLICY = ['content-security-policy', 'x-content-type-options', 'referrer-policy', 'cross-origin-resource-policy']
/**
 * 503 is right in two cases: too many accounts are being checked at the XMPP server, or a health check finds the
 * service too slow.
 */
const BY_DESIGN = /The XMPP server cannot be reached|^\{"status":"(unready|stalled)"/
/** Content that must never be served: a line of each of our files. */
const OUR_FILES = /"bin": \{|root:x:0|SQLite format 3|BEGIN (EC |RSA )?PRIVATE KEY/

/**
 * Returns what is wrong with an answer to any request: a server error, a missing header, or a body without the common
 * form. The bodies of successes are checked against their schemas where they are made.
 */
export function faultIn({ status, headers, body }: RawAnswer): string | undefined {
  const isByDesign = status === 503 && BY_DESIGN.test(body)
  if (status >= 500 && !isByDesign) return `answers ${status}: ${body.slice(0, 500)}`
  const lacking = POLICY.filter(name => headers[name] === undefined)
  if (lacking.length > 0) return `answers ${status} without ${lacking}`
  if (isByDesign) return undefined
  if (OUR_FILES.test(body)) return `shows a file of the service: ${body.slice(0, 200)}`
  if (status === 429 && !/^[1-9]\d*$/.test(headers['retry-after'] ?? '')) return 'has no Retry-After in seconds'
  if (status === 401 && headers['www-authenticate'] === undefined) return 'has no WWW-Authenticate'
  return headers['content-type']?.startsWith('application/json')
    ? faultInJson(status, body)
    : faultInPage(status, headers)
}

function faultInJson(status: number, body: string): string | undefined {
  const content = parsed(body)
  if (typeof content !== 'object' || content === null)
    return body === '' ? undefined : `is not JSON: ${body.slice(0, 200)}`
  if (status < 400) return undefined
  const { errorCode, errorMsg, errorDetailsCode } = content as Record<string, unknown>
  const isEnvelope = errorCode === status && typeof errorMsg === 'string' && typeof errorDetailsCode === 'number'
  return isEnvelope ? undefined : `is not the common error form: ${body.slice(0, 500)}`
}

function faultInPage(status: number, headers: RawAnswer['headers']): string | undefined {
  const type = headers['content-type']
  if (type === 'text/html; charset=utf-8') return undefined
  const isFile = status < 400 && (type === undefined || /^(text|image|application)\//.test(type))
  return isFile ? undefined : `answers ${status} as ${type}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
