import type { FastifyReply, FastifyRequest, FastifySchema, RouteShorthandOptions } from 'fastify'
import { RequestError } from '../../errors/request-error.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { acceptedCoding } from './accepted-coding.js'
import { CONVERSE_PATH, ownScript, SCRIPTS_PATH } from './client-paths.js'
import { converseFile, type SourceFile } from './converse-files.js'
import { PackedFiles } from './packed-files.js'

const hidden: FastifySchema = { hide: true }
/** These requests cost no more than their bytes, and one refused of the ten that a room needs would leave it broken. */
const FREE: RouteShorthandOptions = { schema: hidden, config: { isFree: true } }

/** A path has the version or the hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Serves Converse.js and the scripts of the room. Nothing is read before a browser asks for it. */
export function serveClientFiles(app: TypedApp): void {
  const files = new PackedFiles()
  for (const [path, find] of [
    [CONVERSE_PATH, converseFile],
    [SCRIPTS_PATH, ownScript],
  ] as const) {
    app.get<{ Params: { '*': string } }>(`${path}*`, FREE, async (request, reply) => {
      return send(reply, { request, files, source: find(request.params['*']) })
    })
  }
}

type Wanted = {
  readonly request: FastifyRequest
  readonly files: PackedFiles
  readonly source: SourceFile | undefined
}

async function send(reply: FastifyReply, { request: { headers }, files, source }: Wanted): Promise<FastifyReply> {
  const file = source && (await files.read(source))
  if (!file) throw new RequestError('unknown-route')
  const coding = acceptedCoding(headers['accept-encoding'])
  const etag = `"${file.tag}${coding === undefined ? '' : `-${coding}`}"`
  reply.headers({ etag, vary: 'accept-encoding', 'cache-control': FOR_EVER })
  if (isKnown(etag, headers['if-none-match'])) return reply.code(304).send()
  if (coding !== undefined) reply.header('content-encoding', coding)
  return reply.header('content-type', file.type).send(file.bodies.get(coding))
}

/** RFC 9110 §13.1.2: compared weakly, because a proxy may have weakened the tag. */
function isKnown(etag: string, header: string | undefined): boolean {
  const tags = (header ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
