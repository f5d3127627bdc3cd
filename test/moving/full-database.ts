import Sqlite from 'better-sqlite3'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import { LATEST } from '../../src/store/sqlite/migrate.js'
import { config } from '../store/contract.js'
import { earlierDatabase, ROOM } from '../store/earlier.js'

const PARIS = 'paris@localhost'
const STANZA = `<message from="${ROOM}/Romeo" type="groupchat" id="x"><body>é ☃</body><stanza-id xmlns="urn:xmpp:sid:0" by="${ROOM}" id="m1"/></message>`
const VCARD = '<vCard xmlns="vcard-temp"><PHOTO><TYPE>image/png</TYPE><BINVAL>AAAA</BINVAL></PHOTO></vCard>'
const SUBJECT = '<message xml:lang="en"><subject>Love</subject><subject xml:lang="it">Amore</subject></message>'
const TERMS = JSON.stringify({ url: 'https://app.example/', rooms: [ROOM], kinds: ['member.joined'] })

/** Makes a database of this version with rows in every table, as a service could have written them. */
export function fullDatabase(path: string): void {
  earlierDatabase(path, LATEST)
  const db = new Sqlite(path)
  const update = (sql: string, ...values: unknown[]) => void db.prepare(sql).run(...values)
  update('update room set config = ?', JSON.stringify({ ...config, customData: { a: [1, { b: null }] } }))
  update('update history set stanza = ?', STANZA)
  update('update subject set message = ?', SUBJECT)
  update('update vcard set vcard = ?', VCARD)
  update('update tombstone set until = ?', 9e12)
  update('update webhook set id = ?, terms = ?', 'a'.repeat(24), TERMS)
  update('update api_token set id = ?', 'b'.repeat(24))
  update('insert into user (id, jid) values (?, ?)', userIdOf(PARIS), PARIS)
  const link = db.prepare('select * from open_invite').get() as Record<string, string | number>
  const columns = Object.keys(link)
  const add = db.prepare(`insert into open_invite (${columns}) values (${columns.map(name => `@${name}`)})`)
  // A link to a destroyed room, and a personal one that is bound to none.
  add.run({ ...link, id: 'e'.repeat(32), link_id: 'gone', room_id: '9'.repeat(24) })
  add.run({ ...link, id: 'd'.repeat(32), link_id: 'mine', room_id: '', room_type: 'personal_audio_room' })
  update(
    "insert into invite_event (link_id, room_id, at, event, user, by) values ('gone', ?, 8, 'made', '', ?)",
    '9'.repeat(24),
    PARIS,
  )
  db.close()
}
