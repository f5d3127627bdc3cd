import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { addFunctions } from '../../src/store/sqlite/functions.js'
import { LATEST } from '../../src/store/sqlite/migrate.js'
import { migrations } from '../../src/store/sqlite/migrations/index.js'
import { chance } from '../random/chance.js'
import { freePorts } from '../servers/ports.js'
import { type Component, prepareComponent } from './component.js'
import { RestCaller } from './rest-caller.js'
import { startXmppServer } from './xmpp-server.js'

/*
 * Starts the component, as a separate process, on the database of an earlier version.
 */

const OWNER = 'juliet@localhost'
const ROOM = { id: 'a'.repeat(24), jid: 'verona@rooms.localhost' }
const INVITE = `${'b'.repeat(12)}4${'b'.repeat(19)}`
const MANY = 1000

/** A component that has not been started, with a free HTTP port and no database yet. */
async function prepared(t: Test): Promise<Component> {
  const server = await startXmppServer('dev')
  if ('skip' in server) throw new Error(server.skip)
  const [httpPort = 0] = await freePorts(1)
  const { componentPort, secret } = server
  const component = await prepareComponent({ directory: t.testdir(), componentPort, httpPort, secret })
  t.teardown(async () => {
    await component.endBy('SIGKILL')
    await server.stop()
  })
  return component
}

/** Writes a database of this version: rooms with owners, one of them with an open invite. */
function writeDatabase(path: string, { version, rooms }: { version: number; rooms: number }): void {
  const db = new Sqlite(path)
  addFunctions(db)
  // As `migrate` does.
  db.pragma('foreign_keys = off')
  db.pragma('journal_mode = wal')
  for (const [index, sql] of migrations.entries()) {
    if (index === 1) fill(db, rooms)
    if (index < version) db.exec(sql)
  }
  db.pragma(`user_version = ${version}`)
  db.close()
}

/** Fills the tables of version 1; the migrations add the later columns. */
function fill(db: Sqlite.Database, rooms: number): void {
  const room = db.prepare('insert into room values (?, ?, ?, 1, 0, 0, ?)')
  const owner = db.prepare(`insert into affiliation values (?, ?, 'owner', '', 1)`)
  // The room configuration of version 1; later keys get their defaults.
  const config = JSON.stringify({
    name: 'Verona',
    persistent: true,
    membersOnly: true,
    public: true,
    historyLength: 20,
  })
  for (let n = 0; n < rooms; n++) {
    const jid = n === 0 ? ROOM.jid : `room${n}@rooms.localhost`
    room.run(jid, n === 0 ? ROOM.id : n.toString(16).padStart(24, '0'), OWNER, config)
    owner.run(jid, OWNER)
  }
  db.prepare('insert into open_invite values (?, ?, ?, 1)').run(INVITE, ROOM.id, OWNER)
}

/** The answers to a join by the old link and to a request for the old room. */
async function answers(component: Component): Promise<unknown> {
  const rest = new RestCaller([component])
  const path = '/api/rainbow/enduser/v1.0/rooms'
  const body = { openInviteId: INVITE }
  const joined = await rest.call('romeo@localhost', { method: 'POST', path: `${path}/open-invites`, body })
  const room = await rest.call(OWNER, { method: 'GET', path: `${path}/${ROOM.id}` })
  return { joined, room }
}

const RIGHT = {
  joined: { status: 200, body: { data: { roomId: ROOM.id, hasAlreadyJoinThisRoom: false } } },
  room: { status: 200, body: { data: { jid: ROOM.jid, creator: userIdOf(OWNER) } } },
}

for (const version of [1, 12, LATEST - 1]) {
  t.test(
    `the database of version ${version} is brought up to date at the start, and its link lets people in`,
    async t => {
      const component = await prepared(t)
      writeDatabase(component.database, { version, rooms: 3 })
      await component.start()
      t.match(await answers(component), RIGHT)
      await component.endBy('SIGTERM')
      t.same(checkDatabase(component.database).faults, [])
    },
  )
}

t.test('a start that was killed during the upgrade of the database can be repeated', async t => {
  const component = await prepared(t)
  writeDatabase(component.database, { version: 1, rooms: MANY })
  const draw = chance(Date.now())
  for (let times = 0; times < 4; times++) {
    component.spawn()
    await pause(draw.below(1200))
    await component.endBy('SIGKILL')
  }
  await component.start()
  t.match(await answers(component), RIGHT)
  await component.endBy('SIGTERM')
  t.same(checkDatabase(component.database).faults, [])
  const db = new Sqlite(component.database, { readonly: true })
  t.equal(db.prepare<[], number>('select count(*) from room').pluck().get(), MANY)
  db.close()
})

t.test('the database of a later version is refused, with a hint to start the newer Latchstring', async t => {
  const component = await prepared(t)
  writeDatabase(component.database, { version: LATEST, rooms: 1 })
  const db = new Sqlite(component.database)
  db.pragma(`user_version = ${LATEST + 1}`)
  db.close()
  const version = LATEST + 1
  await t.rejects(component.start(), new RegExp(`has version ${version}.* Start the newer Latchstring`, 's'))
})
