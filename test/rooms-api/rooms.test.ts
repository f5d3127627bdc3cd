import t from 'tap'
import { API, textAt } from '../../src/demo/rest.js'
import { attr } from '../../src/stanza/element.js'
import { bindsLink, joins, linkedRoom } from '../invites/rest-room.js'
import { type Actor, codesOf, scenario } from '../scenario/index.js'

const MUC_USER = 'http://jabber.org/protocol/muc#user'
const PRIVATE = { visibility: 'private' }

const reads = async (actor: Actor, path: string) => (await actor.calls('GET', `${API}${path}`)).body

t.test('configuring over REST sends occupants the same as the form does (10.2.1)', async t => {
  const { juliet, mercutio } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet, 'public')
  await juliet.enters(jid)
  await mercutio.enters(jid)
  await juliet.receivedMeanwhile()
  await juliet.calls('PUT', `${API}/rooms/${id}`, { name: 'Mantua' })
  const statusMessage = `<message from='${jid}' type='groupchat'><x xmlns='${MUC_USER}'><status code='104'/></x></message>`
  await juliet.receivesOnly(statusMessage)
  await mercutio.receivesOnly(statusMessage)
  const form = await juliet.readsConfiguration(jid)
  t.strictSame(form['muc#roomconfig_roomname'], ['Mantua'])
})

t.test('the topic of a room made over REST is its subject, set by the creator (7.2.15)', async t => {
  const { juliet, mercutio } = await scenario(t)
  const { body } = await juliet.calls('POST', `${API}/rooms`, { name: 'Orchard', topic: 'Two', visibility: 'public' })
  const jid = textAt(body, 'data', 'jid') ?? ''
  const enters = (actor: Actor, room: string) =>
    actor.sends(`<presence to='${room}/${actor.name}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  enters(mercutio, jid)
  const subject = await mercutio.receives(
    `<message from='${jid}/juliet' type='groupchat'><subject>Two</subject></message>`,
  )
  t.ok(subject.getChild('delay', 'urn:xmpp:delay')?.attrs['stamp'])
  const { body: plain } = await juliet.calls('POST', `${API}/rooms`, { name: 'Orchard' })
  const silent = textAt(plain, 'data', 'jid') ?? ''
  enters(juliet, silent)
  await juliet.receives(`<message from='${silent}' type='groupchat'><subject/></message>`)
})

t.test('a change of custom data is not sent to XMPP occupants', async t => {
  const { juliet } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet)
  await juliet.enters(jid)
  t.match(await juliet.calls('PUT', `${API}/rooms/${id}/custom-data`, { customData: { a: 1 } }), { status: 200 })
  await juliet.receivesNothing()
})

t.test('making a room private over REST removes occupants who are not members (10.2: 322)', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const { id, jid, openInviteId } = await linkedRoom(juliet, 'public')
  await joins(romeo, openInviteId)
  await romeo.enters(jid)
  await mercutio.enters(jid)
  await juliet.calls('PUT', `${API}/rooms/${id}`, PRIVATE)
  const gone = await mercutio.receives(`<presence from='${jid}/mercutio' type='unavailable'/>`)
  t.ok(codesOf(gone).includes(322))
  await romeo.receives(`<presence from='${jid}/mercutio' type='unavailable'/>`)
  await romeo.receivesNothing(`<presence from='${jid}/romeo' type='unavailable'/>`)
})

t.test('a change by the form is visible over REST at once', async t => {
  const { juliet } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet)
  await juliet.configures(jid, {
    'muc#roomconfig_roomname': 'Mantua',
    'muc#roomconfig_roomdesc': 'Exile',
    'muc#roomconfig_publicroom': '1',
    'x-muc#roomconfig_autoregister': 'unlock_ack',
  })
  const changed = { name: 'Mantua', topic: 'Exile', visibility: 'public', autoRegister: 'unlock_ack' }
  t.match(await reads(juliet, `/rooms/${id}`), { data: changed })
  t.match(await reads(juliet, '/rooms?format=full'), { data: [changed], total: 1 })
})

t.test('a room made over XMPP is listed, read by its JID and changed over REST', async t => {
  const { juliet, romeo, room } = await scenario(t)
  await juliet.enters(room)
  await juliet.configures(room, { 'muc#roomconfig_persistentroom': '1', 'muc#roomconfig_membersonly': '1' })
  await juliet.administers(room, `<item jid='${romeo.bare}' affiliation='member'/>`)
  t.match(await reads(romeo, '/rooms'), { data: [{ jid: room }], total: 1 })
  t.match(await reads(romeo, `/rooms/jids/${encodeURIComponent(room)}`), { data: { jid: room, activeUsersCounter: 2 } })
})

t.test(
  '2.2: closing a room sends its occupants the closer, then its destruction (10.9), and leaves a tombstone',
  async t => {
    const { juliet, romeo } = await scenario(t)
    const { id, jid } = await linkedRoom(juliet, 'public')
    await romeo.enters(jid)
    t.match(await juliet.calls('DELETE', `${API}/rooms/${id}`), { status: 200 })
    await romeo.receives(
      `<message from='${jid}' type='groupchat'><body>juliet has closed the bubble</body>
      <event xmlns='jabber:iq:configuration' name='close'/></message>`,
      `<presence from='${jid}/romeo' type='unavailable'><x><item affiliation='none' role='none'/><destroy/></x></presence>`,
    )
    romeo.sends(`<presence to='${jid}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    await romeo.receives(`<presence from='${jid}/romeo' type='error'><error><gone/></error></presence>`)
    t.match(await reads(juliet, '/rooms'), { data: [], total: 0 })
  },
)

t.test('a room that suppresses texts is closed without one, and sends no event of a join', async t => {
  const { juliet, romeo } = await scenario(t)
  const asked = { name: 'The tomb', disableNotifications: true }
  const { data } = (await juliet.calls('POST', `${API}/rooms`, asked)).body as { data: { id: string; jid: string } }
  await juliet.enters(data.jid)
  await joins(romeo, await bindsLink(juliet, data.id))
  await romeo.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
  await juliet.receivesNothing(`<message type='groupchat'/>`)
  await juliet.calls('DELETE', `${API}/rooms/${data.id}`)
  const received = await juliet.receivedMeanwhile()
  const fromRoom = received.filter(stanza => attr(stanza, 'from')?.startsWith(data.jid))
  t.strictSame(
    fromRoom.map(({ name }) => name),
    ['presence'],
  )
})

t.test('an archived room is empty and cannot be entered, also after a restart', async t => {
  const { juliet, romeo, restart } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet, 'public')
  await romeo.enters(jid)
  t.match(await juliet.calls('PUT', `${API}/rooms/${id}/archive`, {}), { status: 200 })
  await romeo.receives(`<presence from='${jid}/romeo' type='unavailable'><x><destroy/></x></presence>`)
  await restart()
  romeo.sends(`<presence to='${jid}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await romeo.receives(`<presence from='${jid}/romeo' type='error'/>`)
  t.match(await reads(juliet, '/rooms?isActive=false'), { data: [{ id, isActive: false }], total: 1 })
})

t.test('a room whose deletion fails to commit stays unchanged and sends nothing', async t => {
  const { juliet, romeo, store } = await scenario(t)
  const { id, jid } = await linkedRoom(juliet, 'public')
  await romeo.enters(jid)
  for (const [method, path] of [
    ['DELETE', ''],
    ['PUT', '/archive'],
  ] as const) {
    store.failNextCommit()
    t.match(await juliet.calls(method, `${API}/rooms/${id}${path}`), { status: 500 })
  }
  await romeo.receivesNothing()
  romeo.sends(`<message to='${jid}' type='groupchat'><body>Still here</body></message>`)
  await romeo.receives(`<message from='${jid}/romeo'><body>Still here</body></message>`)
})
