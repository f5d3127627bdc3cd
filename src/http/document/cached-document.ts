import type { FastifyReply } from 'fastify'
import type { Part } from './models.js'

/** Returns a document as JSON, always the same bytes. */
export type CachedDocument = () => Buffer

/**
 * Serialises a document on the first call. It is long: serialised for each request, it would delay all other requests, and
 * slow clients would hold many copies in memory.
 */
export function cachedDocument(make: () => Part): CachedDocument {
  let bytes: Buffer | undefined
  return () => {
    bytes ??= Buffer.from(JSON.stringify(make()))
    return bytes
  }
}

export function sendDocument(reply: FastifyReply, document: CachedDocument): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(document())
}
