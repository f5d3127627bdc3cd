import type { FastifySchema, RouteShorthandOptions } from 'fastify'
import { PackedFiles } from '../../files/packed-files.js'
import { sendFile } from '../../files/send-file.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { CONVERSE_PATH, ownScript, SCRIPTS_PATH } from './client-paths.js'
import { converseFile } from './converse-files.js'

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
      return sendFile(reply, { request, files, source: find(request.params['*']), caching: FOR_EVER })
    })
  }
}
