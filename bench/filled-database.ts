import Sqlite from 'better-sqlite3'
import { addFunctions } from '../src/store/sqlite/functions.js'
import { listedRoom } from '../src/store/sqlite/migrations/028-listed-room.js'
import { migrations } from '../src/store/sqlite/migrations/index.js'

const ROOM = "insert into room (jid, id, creator, created_at, locked, archived, config) values (?, ?, '', 1, 0, 0, ?)"
const SESSION = `insert into occupant_session (room, session, nick, user, role, presence, spoken)
  values (?, ?, ?, ?, 'participant', '', 0)`
const SYLLABLES = 'ba de ko li mu na po ra se ti vo xa ya ze chi ther ing ment an on er st'.split(' ')

function text(seed: number, length: number): string {
  let [state, words] = [seed + 1, '']
  while (words.length < length) {
    state = (state * 48_271) % 2_147_483_647
    words += SYLLABLES[state % SYLLABLES.length] + (state % 3 === 0 ? ' ' : '')
  }
  return words
}

/**
 * Writes a database with public rooms that have descriptions of 1100 characters, every fifth with people if they are `occupied`. It has the last
 * version that has no list of public rooms: opening it makes the list.
 */
export function fillWithRooms(
  path: string,
  { rooms, domain, occupied }: { rooms: number; domain: string; occupied: boolean },
): void {
  const db = new Sqlite(path)
  addFunctions(db)
  db.pragma('journal_mode = wal')
  const earlier = migrations.slice(0, migrations.indexOf(listedRoom))
  for (const sql of earlier) db.exec(sql)
  db.pragma(`user_version = ${earlier.length}`)
  const [room, session] = [db.prepare(ROOM), db.prepare(SESSION)]
  db.transaction(() => {
    for (let n = 0; n < rooms; n++) {
      const jid = `${text(n, 5).trim().replaceAll(' ', '-')}${n}@${domain}`
      const description = `${text(n * 7, 1100)}${n === 4711 ? 'needle' : ''}`
      room.run(jid, String(n), JSON.stringify({ name: `Room ${n}`, description, public: true, persistent: true }))
      for (let i = 0; occupied && n % 5 === 0 && i < (n % 7) + 1; i++)
        session.run(jid, `u${i}@example.org/a`, `u${i}`, `u${i}@example.org`)
    }
  })()
  db.close()
}
