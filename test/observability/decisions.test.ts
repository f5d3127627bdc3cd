import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { linkedScene } from '../invites/plain-link.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { scenario } from '../scenario/index.js'

const OWNER = 'http://jabber.org/protocol/muc#owner'

t.test('the creation and the destruction of a room are logged, over XMPP and over REST', async t => {
  const { romeo, juliet, room, logged } = await scenario(t)
  await romeo.enters(room)
  await romeo.destroys(room)
  const { jid, id } = await linkedRoom(juliet)
  await juliet.calls('DELETE', `/api/rainbow/enduser/v1.0/rooms/${id}`)
  t.match(logged('room-made'), [
    { room, by: romeo.bare, way: 'xmpp', persistent: false },
    { room: jid, by: juliet.bare, way: 'rest', persistent: true },
  ])
  t.match(logged('room-ended')[0], { room, by: romeo.bare, way: 'xmpp' })
})

t.test(
  'a change of affiliation is logged with the user, both values and the moderator; a reserved nick is not logged',
  async t => {
    const { romeo, juliet, mercutio, room, logged } = await scenario(t)
    await romeo.enters(room)
    await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
    await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}' nick='jule'/>`)
    await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'><reason>secret</reason></item>`)
    const by = { room, by: romeo.bare, way: 'xmpp' }
    t.match(logged('affiliation'), [
      { user: romeo.bare, from: 'none', to: 'owner', ...by },
      { user: juliet.bare, from: 'none', to: 'member', ...by },
      { user: mercutio.bare, from: 'none', to: 'outcast', ...by },
    ])
    t.equal(logged('affiliation').length, 3)
  },
)

t.test('a kick is logged once; an occupant who leaves or is banned is not logged as removed', async t => {
  const { romeo, juliet, mercutio, room, logged } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await mercutio.enters(room)
  await romeo.administers(room, `<item role='none' nick='juliet'/>`)
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  await juliet.enters(room)
  await juliet.leaves(room)
  await romeo.settles()
  t.match(logged('removed'), [{ room, user: juliet.bare, by: romeo.bare }])
  t.equal(logged('removed').length, 1)
})

t.test('a change of the configuration is logged with its keys and without values', async t => {
  const { romeo, room, logged } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, {
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': 'swordfish',
  })
  t.match(logged('room-configured'), [{ room, keys: ['password'], by: romeo.bare }])
  t.notMatch(JSON.stringify(logged('room-configured')), 'swordfish')
})

t.test('an admission with a link is logged with the linkId, over REST and over XMPP', async t => {
  const { romeo, juliet, mercutio, room, link, logged } = await linkedScene(t)
  await joins(juliet, link.id)
  await mercutio.enters(room, { inside: `<password>${link.id}</password>` })
  t.match(logged('link-used'), [
    { link: link.linkId, room, user: juliet.bare, by: juliet.bare, way: 'rest' },
    { link: link.linkId, room, user: mercutio.bare, by: mercutio.bare, way: 'xmpp' },
  ])
  t.match(logged('link-made'), [{ link: link.linkId, room, by: romeo.bare }])
})

t.test('an approval is logged with the moderator, a refusal with its reason', async t => {
  const { romeo, juliet, mercutio, room, link, logged } = await linkedScene(t, { terms: { admission: 'unlock_ack' } })
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  await joins(mercutio, link.id)
  await joins(juliet, link.id)
  await romeo.calls('POST', `/api/v1/rooms/${room}/requests/${juliet.bare}`, { decision: 'approve' })
  t.match(logged('refused'), [
    { reason: 'banned', by: mercutio.bare, way: 'rest' },
    { reason: 'waiting', by: juliet.bare, way: 'rest' },
  ])
  t.match(logged('link-used'), [{ link: link.linkId, user: juliet.bare, by: romeo.bare }])
})

t.test('the issue and the revocation of a token are logged', async t => {
  const { romeo, logged } = await scenario(t)
  await romeo.calls('POST', '/api/v1/tokens', { label: 'bot', scopes: ['links'] })
  await romeo.calls('DELETE', '/api/v1/tokens')
  t.match(logged('token-made'), [{ user: romeo.bare, by: romeo.bare, scopes: ['links'], until: /Z$/ }])
  t.match(logged('token-revoked'), [{ user: romeo.bare, token: logged('token-made')[0]?.['token'] }])
})

t.test('a change that could not be committed is not logged', async t => {
  const { romeo, juliet, room, store, logged } = await scenario(t)
  await romeo.enters(room)
  store.failNextCommit()
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  t.equal(logged('affiliation').filter(({ user }) => user === juliet.bare).length, 0)
})

t.test('the log contains no secret: no id of an open invite, token, password or message text', async t => {
  const { romeo, juliet, log } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  const made = await romeo.calls('POST', '/api/v1/tokens', { label: 'bot' })
  await joins(romeo, openInviteId)
  await romeo.enters(jid, { inside: `<password>${openInviteId}</password>` })
  await juliet.enters(jid)
  romeo.sends(`<message type='groupchat' to='${jid}'><body>It is the east</body></message>`)
  await juliet.receives(`<message><body>It is the east</body></message>`)
  await romeo.asks(`<iq type='set' to='${jid}'><query xmlns='${OWNER}'><destroy/></query></iq>`)
  const text = JSON.stringify(log)
  const token = textAt(made.body, 'data', 'token') ?? ''
  t.ok(token.length > 20 && openInviteId.length === 32)
  for (const secret of [openInviteId, token, 'It is the east']) t.notOk(text.includes(secret))
})

t.test('after a restart the check of the occupants and the state of the connection are logged', async t => {
  const { romeo, juliet, room, logged, restart } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await restart()
  while (logged('sweep').length < 2) await romeo.settles()
  t.match(logged('sweep'), [{ occupants: 0 }, { occupants: 2 }])
  t.equal(logged('server-up').length, 2)
  t.match(logged('stopping').length, 1)
})

t.test('an open invite id in the place of a room id is not logged', async t => {
  const { romeo, log, logged } = await scenario(t)
  const id = '0123456789abcdef0123456789abcdef'
  await romeo.calls('GET', `/api/v1/rooms/${id}/links`)
  t.match(logged('refused'), [{ reason: 'unknown-room', by: romeo.bare, room: undefined }])
  t.notMatch(JSON.stringify(log), id)
})

t.test(
  'what a service account does, and what it is refused, is logged with it and the user in whose name it acts',
  async t => {
    const { romeo, juliet, calls, logged } = await scenario(t, { serviceAccounts: ['mercutio'] })
    const app = romeo.bare.replace('romeo', 'mercutio')
    const by = { by: romeo.bare, through: app, way: 'rest' }
    const path = '/api/rainbow/enduser/v1.0/rooms'
    const { body } = await calls(app, { method: 'POST', path, body: { name: 'Verona' }, actsAs: romeo.bare })
    t.match(logged('room-made'), [{ ...by, room: textAt(body, 'data', 'jid') }])
    const other = { method: 'DELETE', path: `${path}/${textAt(body, 'data', 'id')}`, actsAs: juliet.bare } as const
    t.match(await calls(app, other), { status: 404 })
    t.match(logged('refused'), [{ by: juliet.bare, through: app, way: 'rest' }])
  },
)
