import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ReasonedRefusal } from '../../../stanza/error.js'
import { RequestError } from '../../errors/request-error.js'
import type { TypedApp } from '../../schema/typed-app.js'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Throws `precondition-failed` if the header If-Match or If-None-Match forbids to change what is there; `current` gives
     * it as a GET answers it, undefined for nothing. For the work of routes that are `checked`: no other change can come
     * between the check and the change. Set by `tagAnswers`.
     */
    refuseUnmatched(current: () => unknown): void
  }
}

/** Base64url digits of a SHA-256: 132 bits. */
const LENGTH = 22

/**
 * The entity tags of the routes of `app` that have them (RFC 9110 §8.8.3). Our own decision: a tag is strong, and is a hash
 * of what the caller gets, so a change that the caller does not see leaves it as it is. The tag of JSON is that of its
 * `data`; a route of bytes sets the header itself.
 */
export function tagAnswers(app: TypedApp): void {
  app.decorateRequest('refuseUnmatched')
  app.addHook('preHandler', async request => {
    const tagged = request.routeOptions.schema?.['x-tagged']
    if (tagged === undefined || tagged === 'told') return
    const [wanted, unwanted] = [tagsOf(request, 'if-match'), tagsOf(request, 'if-none-match')]
    request.refuseUnmatched = current => refuseUnmatched({ wanted, unwanted }, current)
  })
  app.addHook('preSerialization', async ({ routeOptions, method }, reply, payload) => {
    if (routeOptions.schema?.['x-tagged'] === undefined || method === 'DELETE') return payload
    if (reply.statusCode < 300 && !reply.hasHeader('etag') && isAnswer(payload)) {
      reply.header('etag', entityTag(payload.data))
    }
    return payload
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const tag = reply.getHeader('etag')
    if (request.routeOptions.schema?.['x-tagged'] !== 'read' || typeof tag !== 'string') return payload
    if (!isAmong(tag, tagsOf(request, 'if-none-match'), { isWeak: true })) return payload
    reply.code(304).removeHeader('content-type')
    return null
  })
}

/** The strong entity tag of bytes, or of a value of JSON. */
export function entityTag(content: unknown): string {
  const bytes = content instanceof Uint8Array ? content : JSON.stringify(content)
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, LENGTH)}"`
}

/** `*`, or the tags of a header, each with its quotes and perhaps `W/`. */
type Tags = '*' | readonly string[]

/** RFC 9110 §13.2.2: If-Match before If-None-Match, and §13.1.1: the comparison is strong. */
function refuseUnmatched(
  { wanted, unwanted }: { wanted: Tags | undefined; unwanted: Tags | undefined },
  current: () => unknown,
): void {
  if (!wanted && !unwanted) return
  const content = current()
  const tag = content === undefined ? undefined : entityTag(content)
  const isRight = wanted === undefined || isAmong(tag, wanted, { isWeak: false })
  if (isRight && !isAmong(tag, unwanted, { isWeak: true })) return
  throw new ReasonedRefusal('precondition-failed', 'conflict', 'It is not in the state that the request requires.')
}

function isAmong(tag: string | undefined, tags: Tags | undefined, { isWeak }: { isWeak: boolean }): boolean {
  if (tag === undefined || tags === undefined) return false
  return tags === '*' || tags.some(one => one === tag || (isWeak && one === `W/${tag}`))
}

/** One element of a list, which may be empty (RFC 9110 §5.6.1, §8.8.3), and the comma behind it. */
const ELEMENT = /[ \t]*(?:((?:W\/)?"[!#-~\x80-\xff]*")[ \t]*)?(?:,|$)/y

/** Undefined if the request has no such header. Throws `bad-request` if it is malformed: ignoring it would lose a change. */
function tagsOf({ headers }: FastifyRequest, name: 'if-match' | 'if-none-match'): Tags | undefined {
  const text = headers[name]
  if (text === undefined) return undefined
  if (text.trim() === '*') return '*'
  const tags: string[] = []
  for (let at = 0; at < text.length; at = ELEMENT.lastIndex) {
    ELEMENT.lastIndex = at
    const element = ELEMENT.exec(text)
    if (!element) throw malformed(name)
    if (element[1] !== undefined) tags.push(element[1])
  }
  if (tags.length === 0) throw malformed(name)
  return tags
}

function malformed(param: string): RequestError {
  const msg = 'must be * or a list of entity tags, each in double quotes as the header ETag has it'
  return new RequestError('bad-request', { details: [{ param, msg }] })
}

function isAnswer(payload: unknown): payload is { readonly data: unknown } {
  return typeof payload === 'object' && payload !== null && 'data' in payload
}
