import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SourceFile } from '../../files/packed-files.js'

/** The folder of the built files of Converse.js, with a slash at the end. */
const FOLDER = new URL('./', import.meta.resolve('converse.js/dist/converse.min.js'))

/** What the room needs of Converse.js: no sounds, no OMEMO, no source maps. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['converse.min.js', 'text/javascript; charset=utf-8'],
  ['converse.min.css', 'text/css; charset=utf-8'],
  ['emoji.json', 'application/json'],
  ['webfonts/baumans.ttf', 'font/ttf'],
  ['webfonts/muli.ttf', 'font/ttf'],
  ['images/custom_emojis/converse.png', 'image/png'],
  ['images/custom_emojis/xmpp.png', 'image/png'],
  ['images/logo/conversejs-filled.svg', 'image/svg+xml'],
])

/** The translations, of Converse.js and of its dates: the name has no dot before the last, so it stays in its folder. */
const TRANSLATION = /^chunkjs\/locales\/(dayjs\/)?[\w-]{2,40}\.js$/

/** The version of Converse.js, for example `14.0.0`. */
export function converseVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', FOLDER), 'utf8'))
  return String(version)
}

/** A file of Converse.js by its path in `dist/`. Undefined if the room needs no such file; a translation may be missing. */
export function converseFile(name: string): SourceFile | undefined {
  const type = TYPES.get(name) ?? (TRANSLATION.test(name) ? 'text/javascript; charset=utf-8' : undefined)
  return type === undefined ? undefined : { path: fileURLToPath(new URL(name, FOLDER)), type }
}
