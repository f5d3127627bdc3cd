import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { converseVersion, type SourceFile } from './converse-files.js'

/** The path of the files of Converse.js, with a slash at the end. */
export const CONVERSE_PATH = `/client/${converseVersion()}/`

/** Our script, which starts Converse.js in the page of the room. */
export const ROOM_SCRIPT: SourceFile = {
  path: fileURLToPath(new URL('../../../browser/room.js', import.meta.url)),
  type: 'text/javascript; charset=utf-8',
}

/** The path of our script; another content has another path. */
export const ROOM_SCRIPT_PATH = `/client/room-${hashOf(ROOM_SCRIPT.path)}.js`

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)
}
