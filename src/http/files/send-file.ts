import type { FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from '../errors/request-error.js'
import { acceptedCoding } from './accepted-coding.js'
import type { PackedFiles, SourceFile } from './packed-files.js'

type Wanted = {
  readonly request: FastifyRequest
  readonly files: PackedFiles
  readonly source: SourceFile | undefined
  /** The header Cache-Control. */
  readonly caching: string
}

/**
 * Sends a file in a coding that the client accepts, or 304 if the client has it. All clients share its bytes, however
 * slowly they read. Throws `unknown-route` if there is no such file.
 */
export async function sendFile(reply: FastifyReply, wanted: Wanted): Promise<FastifyReply> {
  const { request, files, source, caching } = wanted
  const file = source && (await files.read(source))
  if (!file) throw new RequestError('unknown-route')
  const coding = acceptedCoding(request.headers['accept-encoding'])
  const etag = `"${file.tag}${coding === undefined ? '' : `-${coding}`}"`
  reply.headers({ etag, vary: 'accept-encoding', 'cache-control': caching })
  if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send()
  if (coding !== undefined) reply.header('content-encoding', coding)
  return reply.header('content-type', file.type).send(file.bodies.get(coding))
}

/** RFC 9110 §13.1.2: compared weakly, because a proxy may have weakened the tag. */
function isKnown(etag: string, header: string | undefined): boolean {
  const tags = (header ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
