import { statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { migrations } from '../../src/store/sqlite/migrations/index.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { invariants } from '../../src/store/tables/invariants.js'
import { latchstring, serving } from '../main-process.js'

const ROOM = 'verona@rooms.localhost'
const CONFIG = '{"persistent":true}'
const ROOM_COLUMNS = 'jid, id, creator, created_at, locked, archived, config'

/** A room with an owner, a member, an occupant, a message, and a link that has admitted one user. */
const SOUND = `
  insert into room (${ROOM_COLUMNS}) values ('${ROOM}', '${'0'.repeat(24)}', 'juliet@localhost', 1, 0, 0, '${CONFIG}');
  insert into user (id, jid) values ('1', 'juliet@localhost'), ('2', 'romeo@localhost');
  insert into affiliation (room, user, affiliation, reason, since) values
    ('${ROOM}', 'juliet@localhost', 'owner', '', 1), ('${ROOM}', 'romeo@localhost', 'member', '', 1);
  insert into affiliation_version (room, version, user, before) values ('${ROOM}', 'a', 'juliet@localhost', 'none');
  insert into occupant_session (room, session, nick, user, role, presence, spoken)
    values ('${ROOM}', 'juliet@localhost/a', 'Juliet', 'juliet@localhost', 'moderator', '', 0);
  insert into history (room, id, stanza, at) values (1, 'm1', '<message/>', 1);
  insert into open_invite (id, link_id, room_id, owner, created_at, uses, terms)
    values ('${'f'.repeat(32)}', 'link', '${'0'.repeat(24)}', 'juliet@localhost', 1, 1, '{"maxUses":1}');
  insert into invite_event (link_id, room_id, at, event, user, by) values
    ('link', '${'0'.repeat(24)}', 1, 'made', '', 'juliet@localhost'),
    ('link', '${'0'.repeat(24)}', 2, 'used', 'romeo@localhost', 'romeo@localhost');
  insert into outbox (id, stanza) values ('d1', '<message id="d1" to="romeo@localhost"/>');`

async function soundDatabase(t: Test): Promise<{ path: string; db: Sqlite.Database }> {
  const path = join(t.testdir(), 'rooms.sqlite')
  await openSqliteStore(path).close()
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  db.exec(SOUND)
  return { path, db }
}

const GUEST = 'guest-0123456789abcdef@rooms.localhost'

function guestRow(user: string, { entered, state = 'admitted' }: { entered: number; state?: string }): string {
  return `insert into guest values ('${ROOM}', '${user}', 'Nina', 'link', '', '', 1, 1, '${state}', '', ${entered})`
}

/** A change of a sound database, and the only fault that the check must report after it. */
const FAULTS: readonly (readonly [string, RegExp])[] = [
  ["delete from affiliation where affiliation = 'owner'", /verona@rooms\.localhost has no owner/],
  [
    `update room set config = '{"persistent":false}'; delete from occupant_session`,
    /is temporary but has no occupants/,
  ],
  [`insert into tombstone values ('${ROOM}', 9, '', null, '')`, /both a room and a tombstone/],
  [`update room set config = '{"persistent":true,"public":true}'`, /is public and cannot be found/],
  [
    `update room set config = '{"persistent":true,"public":true}';
     insert into listed_room (jid, name, description, address, fewer) values ('${ROOM}', '', '', '${ROOM}', 0)`,
    /wrong number of occupants for verona@rooms\.localhost/,
  ],
  ['delete from affiliation_version', /no version of its affiliations/],
  ["delete from user where jid = 'romeo@localhost'", /user romeo@localhost .* cannot be found by id/],
  [
    `insert into user_status (room, user, status, since) values ('${ROOM}', 'paris@localhost', 'invited', 1)`,
    /paris@localhost is invited .* not a member/,
  ],
  [
    `insert into registration (room, user, nick, answers, at) values ('${ROOM}', 'romeo@localhost', '', '{}', 1)`,
    /romeo@localhost has a registration request .* and an affiliation/,
  ],
  [
    `update affiliation set affiliation = 'outcast' where user = 'romeo@localhost';
     insert into vouched values ('${ROOM}', 'romeo@localhost', 'link', 9, 0)`,
    /romeo@localhost is banned .* and is let in by a link/,
  ],
  [
    `update affiliation set affiliation = 'outcast' where user = 'romeo@localhost';
     insert into occupant_session (room, session, nick, user, role, presence, spoken)
       values ('${ROOM}', 'romeo@localhost/a', 'Romeo', 'romeo@localhost', 'visitor', '', 0)`,
    /romeo@localhost is banned .* is an occupant/,
  ],
  [
    `insert into occupant_session (room, session, nick, user, role, presence, spoken)
       values ('${ROOM}', 'romeo@localhost/a', 'Juliet', 'romeo@localhost', 'moderator', '', 0)`,
    /nick "Juliet" .* used by several users/,
  ],
  [
    `insert into occupant_session (room, session, nick, user, role, presence, spoken)
       values ('${ROOM}', 'juliet@localhost/b', 'Juliet', 'juliet@localhost', 'visitor', '', 0)`,
    /nick "Juliet" .* several roles/,
  ],
  ["update occupant_session set session = 'romeo@localhost/a'", /does not belong to juliet@localhost/],
  [`insert into history (room, id, stanza, at) values (1, 'm1', '<message/>', 2)`, /several messages with the id m1/],
  [`update open_invite set uses = 2`, /has admitted 2 users, but its limit is 1/],
  ['update open_invite set uses = 0', /counts 0 uses, but its history has more/],
  [
    `insert into open_invite (id, link_id, room_id, owner, created_at, standing, uses, terms)
       values ('2', 'link', '', 'romeo@localhost', 1, 0, 1, '{}')`,
    /link id link is used by several/,
  ],
  [
    `insert into open_invite (id, link_id, room_id, owner, created_at, standing, terms)
       values ('2', 'other', '${'0'.repeat(24)}', 'juliet@localhost', 1, 1, '{}')`,
    /juliet@localhost has several standing links/,
  ],
  [
    `insert into open_invite (id, link_id, room_id, owner, created_at, room_type, terms) values
       ('2', 'other', '', 'juliet@localhost', 1, 'personal_audio_room', '{}'),
       ('3', 'third', '', 'juliet@localhost', 1, 'personal_audio_room', '{}')`,
    /several links of the type personal_audio_room/,
  ],
  [
    `insert into open_invite (id, link_id, room_id, owner, created_at, standing, terms)
       with recursive n (i) as (select 1 union all select i + 1 from n where i < 10000)
       select 'x' || i, 'x' || i, '${'0'.repeat(24)}', 'juliet@localhost', 1, 0, '{}' from n`,
    /more links than a room may have/,
  ],
  [guestRow('guest-00@rooms.localhost', { entered: 1 }), /guest-00@rooms\.localhost .* address of another kind/],
  [
    `${guestRow(GUEST, { entered: 0 })}; insert into occupant_session (room, session, nick, user, role, presence, spoken)
       values ('${ROOM}', '${GUEST}/a', 'Nina', '${GUEST}', 'participant', '', 0)`,
    /is an occupant .* has never entered/,
  ],
  [
    `${guestRow(GUEST, { entered: 1 })}; insert into user (id, jid) values ('3', '${GUEST}');
     insert into affiliation (room, user, affiliation, reason, since) values ('${ROOM}', '${GUEST}', 'member', '', 1)`,
    /guest-0123456789abcdef@rooms\.localhost .* has an affiliation/,
  ],
  [guestRow(GUEST, { entered: 0, state: 'waiting' }), /waits in the room .* without a request/],
  ['delete from installation', /key of the installation is missing/],
  [
    `insert into registration (room, user, nick, answers, at) values ('${ROOM}', 'paris@localhost', '', '{', 1)`,
    /column answers .* for paris/,
  ],
  [`insert into vcard values ('${ROOM}', '', '[')`, /column photo_hashes .* for verona/],
  [`insert into wearer (room, user, hats) values ('${ROOM}', 'romeo@localhost', '[')`, /column hats .* for romeo/],
  ["insert into tombstone values ('gone@rooms.localhost', 9, '', '[', '')", /column known .* for gone/],
  ["update user set profile = '{' where id = '1'", /column profile .* for juliet/],
]

t.test('every violated invariant is reported in one sentence; a sound database has no faults', async t => {
  const { path, db } = await soundDatabase(t)
  t.same(checkDatabase(path).faults, [])
  for (const [sql, sentence] of FAULTS) {
    const copy = `${path}-copy`
    await db.backup(copy)
    const broken = new Sqlite(copy)
    broken.exec(sql)
    broken.close()
    const faults = checkDatabase(copy).faults
    t.equal(faults.length, 1, `${sql}: ${faults.join(' ')}`)
    t.match(faults[0], sentence)
  }
  t.equal(FAULTS.length, invariants.length, 'every invariant is violated once')
})

t.test('a limit lowered below the number of uses is no fault', async t => {
  const { path, db } = await soundDatabase(t)
  db.exec(`update open_invite set uses = 2;
    insert into invite_event (link_id, room_id, at, event, user, by) values ('link', '0', 3, 'changed', '', 'j@h')`)
  t.same(checkDatabase(path).faults, [])
})

t.test('rows with a broken reference are counted by table', async t => {
  const { path, db } = await soundDatabase(t)
  db.pragma('foreign_keys = off')
  db.exec('update history set room = 2')
  t.same(checkDatabase(path).faults, ['Rows of the table history refer to no row of the table room: 1.'])
})

t.test('deliveries that cannot be sent or wait too long are reported', async t => {
  const { path, db } = await soundDatabase(t)
  t.same(checkDatabase(path, { isDrained: true }).faults, ['Deliveries that wait although all should be delivered: 1.'])
  db.exec('update outbox set created_at = 1000')
  t.same(checkDatabase(path, { now: 5000, stuckAfter: 4000 }).faults, [])
  t.same(checkDatabase(path, { now: 5001, stuckAfter: 4000 }).faults, [
    'Deliveries that have waited for more than 4000 ms: 1.',
  ])
  db.exec(`update outbox set stanza = '<message id="other" to="romeo@localhost"/>'`)
  t.same(checkDatabase(path).faults, ['The delivery d1 cannot be sent.'])
})

t.test('at most ten faults of a kind are listed, with control characters escaped', async t => {
  const { path, db } = await soundDatabase(t)
  db.exec(`with recursive n (i) as (select 10 union all select i + 1 from n where i < 21)
    insert into room (${ROOM_COLUMNS}) select 'a' || char(27) || i, i, '', 1, 0, 0, '${CONFIG}' from n;
    insert into affiliation_version (room, version, user, before) select jid, 'b', '', 'none' from room where id <= 21`)
  const faults = checkDatabase(path).faults.filter(fault => !fault.includes('version'))
  t.equal(faults.length, 11)
  t.equal(faults[0], 'The room a\\u{1b}10 has no owner.')
  t.equal(faults[10], 'There are 2 more of this kind.')
})

t.test('a file that is not a database is reported as damaged', async t => {
  const { path, db } = await soundDatabase(t)
  db.pragma('wal_checkpoint(truncate)')
  const foreign = `${path}-text`
  writeFileSync(foreign, 'this is not a database'.repeat(100))
  t.match(checkDatabase(foreign).faults, [/^The database is damaged: file is not a database/])
  t.throws(() => checkDatabase(`${path}-nothing`), /unable to open/)
  t.same(checkDatabase(path).faults, [])
})

t.test('a truncated copy is reported even though SQLite reads zeros for the missing text', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  const stanza = `<message id="1" to="a@b">${'x'.repeat(9000)}</message>`
  await store.commit([{ kind: 'delivery', was: undefined, now: { id: '1', stanza }, at: 1 }])
  await store.close()
  truncateSync(path, statSync(path).size - 1)
  t.match(checkDatabase(path).faults, [/is damaged: the file is cut off: page \d+ of \d+ is missing/])
})

t.test('an earlier version is checked by SQLite only; a later version is a fault', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  db.exec(`${migrations[0]}; pragma user_version = 1`)
  db.exec("insert into room values ('a', 'b', '', 1, 0, 0, '{}')")
  t.same(checkDatabase(path), { version: 1, faults: [] })
  db.pragma('user_version = 999')
  t.match(checkDatabase(path).faults, [/version 999/])
})

t.test('check-database exits with 0 for a sound database, 1 with faults, 2 without a file', async t => {
  const { path, db } = await soundDatabase(t)
  const cwd = dirname(path)
  t.match(await latchstring(['check-database', path], { cwd }), {
    out: /rooms\.sqlite is sound\.\n$/,
    err: '',
    code: 0,
  })
  db.exec("delete from affiliation where affiliation = 'owner'")
  const { out, code } = await latchstring(['check-database', path], { cwd })
  t.same({ out, code }, { out: `The room ${ROOM} has no owner.\n`, code: 1 })
  t.match(await latchstring(['check-database', 'nothing'], { cwd }), { err: /no file nothing/, code: 2 })
})

t.test('check-database works while the service runs', async t => {
  const { cwd } = await serving(t)
  t.match(await latchstring(['check-database', 'rooms.sqlite'], { cwd }), { out: 'rooms.sqlite is sound.\n', code: 0 })
})
