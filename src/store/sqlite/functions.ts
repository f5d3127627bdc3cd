import type { Database } from 'better-sqlite3'
import { userIdOf } from '../../rooms-api/user-id.js'
import { folded, gramsOf, hasWords } from '../tables/search-text.js'
import { sha256 } from '../tables/sha-256.js'
import { configText } from '../tables/stored-config.js'

/** Adds to a connection the functions that the SQL of the tables and of the migrations uses. */
export function addFunctions(db: Database): void {
  db.function('sha256', { deterministic: true }, text => sha256(String(text)))
  db.function('user_id', { deterministic: true }, jid => userIdOf(String(jid)))
  db.function('config_text', { deterministic: true }, config => configText(JSON.parse(String(config)) as object))
  db.function('folded', { deterministic: true }, text => folded(String(text)))
  db.function('grams_of', { deterministic: true }, text => gramsOf(String(text)))
  // SQLite's own functions fold the case of ASCII letters only.
  db.function('has_words', { deterministic: true }, (text, words) => Number(hasWords(String(text), String(words))))
  // SQLite's own `instr` takes a millisecond for a text of 30 KB.
  db.function('mentions', { deterministic: true }, (text, part) => Number(String(text).includes(String(part))))
}
