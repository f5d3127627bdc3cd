import type { FastifyRequest } from 'fastify'

/** The bytes of a body, and the entries of a list, that cost as much as one request. Our own decision. */
const BYTES = 4096
const ENTRIES = 10
/** The longest body of JSON: one without a length counts as this long. */
const LONGEST_BODY = 64 * 1024

/**
 * How many requests a valid request counts as: more for a long body, for the entries of the lists in it, and for the
 * entries of the page that it asks for.
 */
export function costOf({ headers, body, query }: Pick<FastifyRequest, 'headers' | 'body' | 'query'>): number {
  if (Buffer.isBuffer(body)) return 1 + Math.floor(body.length / BYTES)
  const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : LONGEST_BODY
  return 1 + Math.floor(length / BYTES) + Math.floor((listedIn(body) + pageSize(query)) / ENTRIES)
}

function listedIn(body: unknown): number {
  if (typeof body !== 'object' || body === null) return 0
  return Object.values(body).reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0)
}

function pageSize(query: unknown): number {
  const limit = typeof query === 'object' && query !== null && 'limit' in query ? query.limit : 0
  return typeof limit === 'number' ? limit : 0
}
