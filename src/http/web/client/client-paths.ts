import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SourceFile } from '../../files/packed-files.js'
import { converseVersion } from './converse-files.js'

/** The path of the files of Converse.js, with a slash at the end. */
export const CONVERSE_PATH = `/client/${converseVersion()}/`

const FOLDER = new URL('./', import.meta.resolve('#src/browser/room.js'))
const SCRIPTS = readdirSync(FOLDER).filter(name => name.endsWith('.js'))

/** The path of our scripts, with a slash at the end; another content has another path. */
export const SCRIPTS_PATH = `/client/room-${hashOf(SCRIPTS)}/`

/** The path of the script that starts Converse.js in the page of a room. */
export const ROOM_SCRIPT_PATH = `${SCRIPTS_PATH}room.js`

/** A script of ours by its name. Undefined if there is none. */
export function ownScript(name: string): SourceFile | undefined {
  if (!SCRIPTS.includes(name)) return undefined
  return { path: fileURLToPath(new URL(name, FOLDER)), type: 'text/javascript; charset=utf-8' }
}

function hashOf(names: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of names) hash.update(readFileSync(new URL(name, FOLDER)))
  return hash.digest('hex').slice(0, 16)
}
