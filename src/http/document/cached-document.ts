import type { FastifyReply } from 'fastify'
import type { Part } from './models.js'

/** The same bytes for everybody. */
export type Written = () => Buffer

/**
 * Writes a document as JSON when somebody asks for the first time. It is long: written for each request it would take
 * the time of everybody else, and as often as strangers are slow to read it, it would be in memory.
 */
export function cachedDocument(make: () => Part): Written {
  let written: Buffer | undefined
  return () => {
    written ??= Buffer.from(JSON.stringify(make()))
    return written
  }
}

export function sendDocument(reply: FastifyReply, written: Written): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(written())
}
