import Sqlite from 'better-sqlite3'
import t from 'tap'
import { addFunctions } from '../../src/store/sqlite/functions.js'
import { tablesOf } from '../../src/store/sqlite/structure.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { reads, says } from '../muc/features/archived.js'
import { type Actor, type Play, scenario } from '../scenario/index.js'
import { factsOf } from './facts-of.js'

const API = '/api/rainbow/enduser/v1.0'
const MINUTE = 60_000

/** Juliet's room with an archive: romeo and mercutio are members by her link, and in the room. Tybalt is an admin of the service. */
async function stage(t: Play, rooms: object = {}) {
  const scene = await scenario(t, { admins: ['tybalt'], rooms: { defaults: { logging: true, ...rooms } } })
  const { juliet, romeo, mercutio } = scene
  const tybalt = await scene.actor('tybalt')
  const room = await linkedRoom(juliet)
  for (const member of [romeo, mercutio]) await joins(member, room.openInviteId)
  for (const one of [juliet, romeo, mercutio]) await one.enters(room.jid)
  for (const one of [juliet, romeo, mercutio]) await one.receivedMeanwhile()
  const erases = (caller: Actor, user: string, query = '') =>
    caller.calls('DELETE', `/api/v1/users/${user}/data${query}`)
  return { ...scene, tybalt, room, erases }
}

t.test('a person reads what is kept of them, an admin of the service that of all, and others nothing', async t => {
  const { juliet, romeo, tybalt, room } = await stage(t)
  await says(romeo, room.jid, 'Soft!')
  const { data, kinds } = await factsOf(romeo, 'me')
  t.same(kinds, [
    'affiliation',
    'occupant',
    'message',
    'linkHistoryOf',
    'gotInvitation',
    'affiliationVersion',
    'eventOf',
    'profile',
  ])
  t.match(data, [{ kind: 'affiliation', facts: { room: room.jid, affiliation: 'member', since: /^\d{4}-.*Z$/ } }])
  t.match(
    data.find(({ kind }) => kind === 'message'),
    { facts: { room: room.jid, nick: 'romeo', stanza: /Soft!/ } },
  )
  t.same((await factsOf(tybalt, romeo.bare, 1)).data, data)
  for (const method of ['GET', 'DELETE'] as const) {
    t.match(await juliet.calls(method, `/api/v1/users/${romeo.bare}/data`), {
      status: 403,
      body: { errorDetailsCode: 403000 },
    })
  }
})

t.test(
  'an erased person leaves the room and its list, and nothing names them but the events that tell of it',
  async t => {
    const { juliet, romeo, room, erases, passes } = await stage(t)
    await says(romeo, room.jid, 'Soft!')
    await juliet.receivedMeanwhile()
    t.match(await erases(romeo, 'me'), { status: 202, body: { data: { jid: romeo.bare, isErasing: true } } })
    t.same((await factsOf(romeo, 'me')).isErasing, true)
    await passes(MINUTE)
    await romeo.receives(`<presence type='unavailable' from='${room.jid}/romeo'><x><status code='110'/></x></presence>`)
    await juliet.receives(`<presence type='unavailable' from='${room.jid}/romeo'/>`)
    const { data, isErasing } = await factsOf(romeo, 'me')
    t.match(data, [{ kind: 'eventOf', facts: { kind: 'member.removed' } }])
    t.same([data.length, isErasing], [1, false])
    t.notMatch(String(await juliet.lists(room.jid, `<item affiliation='member'/>`)), romeo.bare)
    t.match(await reads(juliet, room.jid), { results: { length: 1 } })
    const { body } = await juliet.calls('GET', `/api/v1/rooms/${room.id}/story?event=used`)
    t.notMatch(JSON.stringify(body), romeo.bare)
    t.match(body, { total: 2 }, 'the link history keeps the uses')
  },
)

/** The rows that name a person, as texts, by table. Messages on their way are left out. */
function rowsNaming(person: string, path: string): Record<string, string[]> {
  const db = new Sqlite(path, { readonly: true })
  addFunctions(db)
  const inTable = (table: string) => {
    const rows = db.prepare<[], object>(`select * from ${table}`).all()
    return rows.map(row => Object.values(row).map(String).join(' ')).filter(row => row.includes(person))
  }
  const found = tablesOf(db).map(table => [table, inTable(table)] as const)
  db.close()
  return Object.fromEntries(found.filter(([table, rows]) => table !== 'outbox' && rows.length > 0))
}

t.test('after an erasure the database names the person in events of it, and in what others wrote, alone', async t => {
  const { juliet, romeo, mercutio, tybalt, room, erases, passes, restart } = await stage(t)
  await juliet.calls('PUT', `${API}/rooms/${room.id}/users/${romeo.bare}`, { privilege: 'moderator' })
  await romeo.configures(room.jid, { 'x-muc#roomconfig_contactjid': [romeo.bare] })
  romeo.sends(`<message to='${room.jid}' type='groupchat'><subject>Love</subject></message>`)
  await romeo.calls('PUT', `/api/v1/rooms/${room.id}/bans/${tybalt.bare}`, { reason: 'Treason' })
  await romeo.calls('POST', '/api/v1/tokens', { label: 'bot' })
  const own = await linkedRoom(romeo)
  await joins(mercutio, own.openInviteId)
  await joins(mercutio, (await linkedRoom(romeo)).openInviteId)
  await romeo.calls('DELETE', `${API}/rooms/${own.id}`)
  await says(romeo, room.jid, 'Soft!')
  await says(mercutio, room.jid, `Ask xmpp:${romeo.bare}`)
  await erases(romeo, 'me', '?rooms=keep')
  await passes(MINUTE)
  let named: ReturnType<typeof rowsNaming> = {}
  await restart(async ({ store }) => {
    named = rowsNaming(romeo.bare, store.sqlite.path)
  })
  t.same(Object.keys(named).sort(), ['event', 'history'], JSON.stringify(named))
  t.match(named['history'], [/Ask xmpp:/])
})

t.test('a banned person does not learn from their facts who banned them', async t => {
  const { juliet, romeo, room } = await stage(t)
  await juliet.calls('PUT', `/api/v1/rooms/${room.id}/bans/${romeo.bare}`, { reason: 'Treason' })
  const events = (await factsOf(romeo, 'me')).data.filter(({ kind }) => kind === 'eventOf')
  t.ok(events.some(({ facts }) => facts['kind'] === 'member.banned'))
  t.notMatch(JSON.stringify(events), juliet.bare)
})

t.test('XEP-0424: messages of an erased person become tombstones, without nick, if this is asked for', async t => {
  const { juliet, romeo, mercutio, room, tybalt, erases, passes, restart } = await stage(t)
  await says(romeo, room.jid, 'Soft!', 'what light?')
  await says(mercutio, room.jid, 'Nay')
  t.match(await erases(tybalt, romeo.bare, '?messages=tombstones'), { status: 202 })
  await restart()
  await passes(MINUTE)
  const archived = (await reads(juliet, room.jid)).results
  t.same(archived.length, 3)
  const text = archived.map(String)
  t.match(text[0], /<retracted xmlns="urn:xmpp:message-retract:1"/)
  t.notMatch(text.slice(0, 2).join(''), /Soft|light|romeo|occupant-id/)
  t.match(text[2], 'Nay')
  await tybalt.enters(room.jid)
  t.notMatch((await tybalt.receivedMeanwhile()).join(''), /Soft|light/, 'newcomers get no other history')
})

t.test('rooms that the person alone owns are named, until the request says what becomes of them', async t => {
  const { juliet, mercutio, room, erases, passes, calls } = await stage(t)
  t.match(await erases(juliet, 'me'), {
    status: 409,
    body: { errorDetailsCode: 409002, errorDetailsData: { rooms: [room.jid] } },
  })
  t.same((await factsOf(juliet, 'me')).isErasing, false)
  await juliet.calls('PUT', `${API}/rooms/${room.id}/users/${mercutio.bare}`, { privilege: 'moderator' })
  t.match(await erases(juliet, 'me', '?rooms=keep'), { status: 202 })
  await passes(MINUTE)
  t.match(await calls(mercutio.bare, { method: 'GET', path: `${API}/rooms/${room.id}/users/${mercutio.bare}` }), {
    body: { data: { privilege: 'moderator' } },
  })
  t.match(String(await mercutio.lists(room.jid, `<item affiliation='owner'/>`)), mercutio.bare)
  t.match(await mercutio.calls('GET', `/api/v1/rooms/${room.id}/links`), { body: { total: 0 } }, 'her link is revoked')
  t.same((await factsOf(juliet, 'me')).kinds, ['eventOf'])
})

t.test('rooms=destroy destroys the rooms that the person alone owns', async t => {
  const { juliet, romeo, room, erases, passes } = await stage(t)
  await erases(juliet, 'me', '?rooms=destroy')
  await passes(MINUTE)
  await romeo.receives(`<presence type='unavailable' from='${room.jid}/romeo'><x><destroy/></x></presence>`)
  t.match(await romeo.calls('GET', `${API}/rooms/${room.id}`), { status: 404 })
  t.same((await factsOf(juliet, 'me')).kinds, [])
})

t.test('a ban stays, and so does a removal by a moderator', async t => {
  const { juliet, romeo, mercutio, tybalt, room, erases, passes } = await stage(t)
  await juliet.calls('PUT', `/api/v1/rooms/${room.id}/bans/${romeo.bare}`, { reason: 'Treason' })
  await juliet.calls('DELETE', `${API}/rooms/${room.id}/users/${mercutio.bare}`)
  for (const one of [romeo, mercutio]) await erases(tybalt, one.bare)
  await passes(MINUTE)
  t.match((await factsOf(romeo, 'me')).data, [{ kind: 'profile' }, { kind: 'ban', facts: { reason: 'Treason' } }])
  t.same((await factsOf(mercutio, 'me')).kinds, ['profile', 'removal'])
  for (const one of [romeo, mercutio]) t.match(await joins(one, room.openInviteId), { status: 403 })
})

t.test('an erasure of many rooms goes on after a failed commit and after a restart', async t => {
  const { juliet, romeo, erases, passes, restart, store } = await stage(t)
  const rooms = []
  for (let n = 0; n < 12; n++) rooms.push(await linkedRoom(juliet))
  for (const { openInviteId } of rooms) await joins(romeo, openInviteId)
  await erases(romeo, 'me')
  store.failNextCommit()
  await passes(MINUTE).catch(() => undefined)
  t.same((await factsOf(romeo, 'me')).isErasing, true)
  await restart()
  await passes(MINUTE)
  t.same((await factsOf(romeo, 'me')).kinds, ['eventOf'])
  t.same((await factsOf(romeo, 'me')).data.length, 13)
})

t.test('tokens, sessions, webhooks, links and requests of an erased person are gone', async t => {
  const { juliet, romeo, room, erases, passes } = await stage(t)
  await romeo.calls('POST', '/api/v1/tokens', { label: 'bot' })
  await romeo.calls('POST', '/api/v1/webhooks', { url: 'https://hooks.example.org/' })
  const other = await linkedRoom(juliet)
  const { body } = await juliet.calls('POST', `/api/v1/rooms/${other.id}/links`, { admission: 'unlock_ack' })
  await joins(romeo, (body as { data: { openInviteId: string } }).data.openInviteId)
  await linkedRoom(romeo)
  const before = (await factsOf(romeo, 'me')).kinds
  for (const kind of ['token', 'webhook', 'pendingRequest', 'link', 'createdRoom']) t.ok(before.includes(kind), kind)
  await erases(romeo, 'me', '?rooms=destroy')
  await passes(MINUTE)
  // Within a day the owner is not told again of a request.
  t.same((await factsOf(romeo, 'me')).kinds, ['toldRequest', 'eventOf'])
  t.match(await juliet.calls('GET', `/api/v1/rooms/${other.id}/requests`), { body: { data: [] } })
  t.match(room.id, /./)
})

t.test(
  'a token with the scope rooms alone reads, but does not erase; a cursor that no page gave is refused',
  async t => {
    const { romeo, calls, erases } = await stage(t)
    const { body } = await romeo.calls('POST', '/api/v1/tokens', { label: 'bot', scopes: ['rooms'] })
    const { token } = (body as { data: { token: string } }).data
    const path = '/api/v1/users/me/data'
    t.match(await calls(romeo.bare, { method: 'GET', path, token }), { status: 200 })
    t.match(await calls(romeo.bare, { method: 'DELETE', path, token }), { status: 403 })
    t.match(await romeo.calls('GET', `${path}?after=nonsense`), {
      status: 400,
      body: { errorDetails: [{ param: 'after' }] },
    })
    t.match(await erases(romeo, 'verona'), { status: 400 })
  },
)
