import Sqlite, { type Database } from 'better-sqlite3'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import { addFunctions } from '../../src/store/sqlite/functions.js'
import { migrations } from '../../src/store/sqlite/migrations/index.js'
import { sha256 } from '../../src/store/tables/sha-256.js'

export const ROOM = 'verona@rooms.localhost'
const ROOM_ID = '0'.repeat(24)
const [JULIET, ROMEO, PARIS] = ['juliet@localhost', 'romeo@localhost', 'paris@localhost'] as const
/** A service account is no person: it stays named as `through`. */
const PORTAL = 'portal@localhost'
const GUEST = 'guest-0000000000000000@rooms.localhost'
const person = (jid: string) => ({ id: userIdOf(jid), jid, profile: '{"nickName":"J"}' })
const belongs = { room: ROOM, reason: '"<&>', since: 5, visited: 0, visitor: 0 }
const event = { link_id: 'a', room_id: ROOM_ID, by: JULIET }
const terms = '{"label":"","maxUses":2,"grants":"member","admission":"unlock","paused":false,"domains":[]}'
const config = '{"name":"Verona","persistent":true,"public":true,"historyLength":20,"whois":"moderators"}'

type Row = Readonly<Record<string, string | number | Buffer | null>>

/** Rows of every table with all columns of all versions; an earlier version uses the columns that it has. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  room: [{ jid: ROOM, id: ROOM_ID, creator: JULIET, created_at: 5, locked: 0, archived: 0, config }],
  user: [person(JULIET), person(ROMEO)],
  affiliation: [
    { ...belongs, user: JULIET, affiliation: 'owner', nick: 'Juliet' },
    { ...belongs, user: ROMEO, affiliation: 'member', nick: '' },
  ],
  affiliation_version: [{ room: ROOM, version: 'v1', user: ROMEO, before: 'none' }],
  occupant_session: [
    {
      ...{ room: ROOM, session: `${ROMEO}/a`, nick: 'Romeo', user: ROMEO },
      ...{
        role: 'participant',
        presence: '<show>away</show>',
        spoken: 0,
        user_hash: sha256(ROMEO),
        domain_hash: sha256('localhost'),
      },
    },
  ],
  subject: [{ room: ROOM, text: 'Love', nick: 'Juliet', at: 6, user: JULIET }],
  history: [
    {
      ...{ room: ROOM, id: 'm1', stanza: '<message><body>é ☃</body></message>', at: 7 },
      ...{ sender: `${ROMEO}/a`, nick: 'Romeo', shown: 1, archived: 1 },
    },
  ],
  open_invite: [
    {
      ...{ id: 'f'.repeat(32), room_id: ROOM_ID, owner: JULIET, created_at: 8 },
      ...{ link_id: 'a', room_type: 'default', standing: 1, uses: 1, expires_at: 0, terms },
    },
  ],
  invite_event: [
    { ...event, at: 8, event: 'made', user: '', condition: '', name: '', through: '' },
    { ...event, at: 9, event: 'used', user: ROMEO, condition: '', name: 'Nina', through: PORTAL },
  ],
  sent_invitation: [{ id: 'd1', room_id: ROOM_ID, invited: ROMEO, inviter: JULIET, link_id: 'a', at: 9 }],
  outbox: [{ id: 'd1', stanza: `<message id="d1" to="${ROMEO}"/>`, created_at: 5, confirmed_at: null }],
  listed_room: [{ id: 1, jid: ROOM, name: 'verona', description: '', address: ROOM, fewer: -1 }],
  tombstone: [{ jid: 'gone@rooms.localhost', until: 9, alternate: '', known: '["romeo@localhost"]', creator: JULIET }],
  registration: [{ room: ROOM, user: PARIS, nick: 'Paris', answers: '{}', at: 9, link_id: '' }],
  denied_request: [{ room: ROOM, user: 'rosaline@localhost', at: 9 }],
  voice_request: [{ room: ROOM, user: PARIS, at: 9 }],
  told_request: [{ room: ROOM, user: PARIS, at: 9 }],
  vcard: [{ room: ROOM, vcard: '<vCard/>', photo_hashes: '["1"]' }],
  hat: [{ room: ROOM, uri: 'urn:hat', title: 'Teacher', hue: '' }],
  wearer: [{ room: ROOM, user: ROMEO, hats: '["urn:hat"]' }],
  room_activity: [{ room: ROOM, activity: 3 }],
  activity_subscription: [{ session: `${ROMEO}/a`, user: ROMEO }],
  family_client: [{ user: ROMEO, noted_at: 9 }],
  message_count: [{ room: ROOM, hour: 5, messages: 2 }],
  guest: [
    {
      ...{
        room: ROOM,
        user: GUEST,
        name: 'Nina',
        link_id: 'a',
        secret_hash: 'b',
        address: 'c',
        made_at: 5,
        seen_at: 6,
      },
      ...{ state: 'admitted', approved_by: '', entered: 1 },
    },
  ],
  guest_ban: [{ room: ROOM, user: 'guest-1111111111111111@rooms.localhost', link_id: 'a', address: 'd', until: 9 }],
  user_status: [{ room: ROOM, user: PARIS, status: 'unsubscribed', since: 9, removed: 0 }],
  vouched: [{ room: ROOM, user: PARIS, link_id: 'b', until: 9e12, declined: 0 }],
  clearing: [{ room: ROOM, link_id: 'b', by: JULIET, at: 9, members: 1, guests: 0 }],
  web_session: [{ id: 'c', kind: 'session', user: ROMEO, room_id: '', made_at: 1, ends_at: 9e12 }],
  event: [
    { position: 7, id: 'g', kind: 'member.joined', at: 9, room: ROOM, by: ROMEO, through: PORTAL, details: '{}' },
  ],
  webhook: [
    {
      ...{ id: 'h', owner: ROMEO, as_admin: 0, secret: 'whsec_i', terms: '{}', made_at: 9 },
      ...{ position: 7, failing: '', paused: 0 },
    },
  ],
  kept_answer: [{ id: 'd', caller: ROMEO, request: 'e', at: 9, sealed: Buffer.from('f') }],
  intake: [{ id: 'i', taken: 9, has_key: 1, complete: 1, at: 9 }],
  intake_room: [{ room: ROOM, intake: 'i', archived: 0, complete: 1 }],
  erasure: [{ user: PARIS, by: JULIET, at: 9, rooms: 'keep', messages: 'keep', cursor: '' }],
  api_token: [
    {
      ...{ id: 'b', user: ROMEO, label: 'bot', scopes: 'links', created_at: 1, expires_at: 9e12 },
      ...{ renewed_at: 1, renewals: 0 },
    },
  ],
}

/** The rows written to a database of an earlier version, with the columns of that version. */
export type Written = readonly { readonly table: string; readonly row: Row }[]

/** Creates a database of an earlier version with one or two rows in each table. */
export function earlierDatabase(path: string, version: number): Written {
  const db = new Sqlite(path)
  db.pragma('journal_mode = wal')
  addFunctions(db)
  for (const sql of migrations.slice(0, version)) db.exec(sql)
  db.pragma(`user_version = ${version}`)
  const written = Object.entries(ROWS).flatMap(([table, rows]) => {
    const columns = columnsOf(db, table)
    return rows.filter(() => columns.length > 0).map(row => ({ table, row: part(row, columns) }))
  })
  for (const { table, row } of written) {
    const names = Object.keys(row)
    db.prepare(`insert into ${table} (${names}) values (${names.map(name => placeOf(db, table, name))})`).run(row)
  }
  db.close()
  return written
}

/** Tables that name a room by its number, as they were before. */
const NAMED: Readonly<Record<string, string>> = {
  history: `(select history.id, stanza, at, sender, nick, shown, history.archived, jid as room
    from history join room on number = room)`,
}

/** The rows that the database does not contain exactly once. */
export function missingFrom(path: string, written: Written): Written {
  const db = new Sqlite(path, { readonly: true })
  const missing = written.filter(({ table, row }) => {
    const condition = Object.keys(row).map(name => `${name} is @${name}`)
    return db.prepare(`select 1 from ${NAMED[table] ?? table} where ${condition.join(' and ')}`).all(row).length !== 1
  })
  db.close()
  return missing
}

/** The tables with rows. */
export const tablesWithRows: readonly string[] = Object.keys(ROWS)

/** The place of a value in SQL: that of a room is its number where the column is one. */
function placeOf(db: Database, table: string, name: string): string {
  const columns = db.pragma(`table_info(${table})`) as { name: string; type: string }[]
  const isNumber = name === 'room' && columns.some(column => column.name === name && column.type === 'INTEGER')
  return isNumber ? '(select number from room where jid = @room)' : `@${name}`
}

function columnsOf(db: Database, table: string): string[] {
  return (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
}

function part(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name)))
}
