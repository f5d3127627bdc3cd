import type { RawAnswer } from '../http/raw.js'

const POLICY = ['content-security-policy', 'x-content-type-options', 'referrer-policy', 'cross-origin-resource-policy']
/**
 * 503 is right where the XMPP server has been asked about too many accounts at once, and where a supervisor asks whether
 * the service keeps up and it does not.
 */
const BY_DESIGN = /The XMPP server cannot be reached|^\{"status":"(unready|stalled)"/
/** What nobody may read over HTTP: a line of each of our files. */
const OUR_FILES = /"bin": \{|root:x:0|SQLite format 3|BEGIN (EC |RSA )?PRIVATE KEY/

/**
 * What is wrong with an answer, whatever was asked: it is a fault of ours, has not the form of all answers, or lacks what
 * every answer says. That the bodies of successes are what their routes declare is checked where they are made.
 */
export function wrongIn({ status, headers, body }: RawAnswer): string | undefined {
  const isByDesign = status === 503 && BY_DESIGN.test(body)
  if (status >= 500 && !isByDesign) return `answers ${status}: ${body.slice(0, 500)}`
  const lacking = POLICY.filter(name => headers[name] === undefined)
  if (lacking.length > 0) return `answers ${status} without ${lacking}`
  if (isByDesign) return undefined
  if (OUR_FILES.test(body)) return `shows a file of ours: ${body.slice(0, 200)}`
  if (status === 429 && !/^[1-9]\d*$/.test(headers['retry-after'] ?? '')) return 'does not say when to come again'
  if (status === 401 && headers['www-authenticate'] === undefined) return 'does not say how to come better'
  return headers['content-type']?.startsWith('application/json')
    ? wrongInJson(status, body)
    : wrongInPage(status, headers)
}

function wrongInJson(status: number, body: string): string | undefined {
  const content = parsed(body)
  if (typeof content !== 'object' || content === null)
    return body === '' ? undefined : `is no JSON: ${body.slice(0, 200)}`
  if (status < 400) return undefined
  const { errorCode, errorMsg, errorDetailsCode } = content as Record<string, unknown>
  const isEnvelope = errorCode === status && typeof errorMsg === 'string' && typeof errorDetailsCode === 'number'
  return isEnvelope ? undefined : `is no error of ours: ${body.slice(0, 500)}`
}

function wrongInPage(status: number, headers: RawAnswer['headers']): string | undefined {
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
