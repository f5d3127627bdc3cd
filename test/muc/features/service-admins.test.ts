import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { itemsOf } from './items.js'

const OWNERS = `<item affiliation='owner'/>`

const admins = ['juliet']

t.test('rooms.admins: an admin of the service is owner and moderator of every room', async t => {
  const { romeo, juliet, room } = await scenario(t, { admins })
  await romeo.enters(room)
  assertLike(await juliet.enters(room), `<presence><x><item affiliation='owner' role='moderator'/></x></presence>`)
  assertLike(await juliet.configures(room, { 'muc#roomconfig_membersonly': '1' }), `<iq type='result'/>`)
  t.same(
    itemsOf(await juliet.lists(room, OWNERS)).map(({ jid }) => jid),
    [romeo.bare],
    'but not in its list',
  )
})

t.test('rooms.admins: the owner of a room can neither ban nor kick an admin of the service', async t => {
  const { romeo, juliet, room } = await scenario(t, { admins })
  await romeo.enters(room)
  await juliet.enters(room)
  const ban = `<item affiliation='outcast' jid='${juliet.bare}'/>`
  assertRefused(await romeo.administers(room, ban), ['not-allowed', 'cancel'])
  await romeo.administers(room, `<item affiliation='none' jid='${juliet.bare}'/>`)
  for (const role of ['visitor', 'none']) {
    assertRefused(await romeo.administers(room, `<item role='${role}' nick='juliet'/>`), ['not-allowed', 'cancel'])
  }
})

t.test('10.3: an admin of a room cannot make an admin of the service an owner of it', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, { admins })
  await romeo.enters(room)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  const promotion = `<item affiliation='owner' jid='${juliet.bare}'/>`
  assertRefused(await mercutio.administers(room, promotion), ['forbidden', 'auth'])
  assertLike(await romeo.administers(room, promotion), `<iq type='result'/>`)
})

t.test('Rule 46, §10.1.1: a user who may not create rooms gets not-allowed, over REST 403', async t => {
  const { romeo, juliet, room } = await scenario(t, { rooms: { creation: 'admins' }, admins })
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  assertRefused(await romeo.receives(`<presence type='error'/>`), ['not-allowed', 'cancel'])
  const asked = { name: 'The balcony' }
  const refused = await romeo.calls('POST', '/api/rainbow/enduser/v1.0/rooms', asked)
  t.match(refused, { status: 403, body: { errorDetails: /Only admins/ } })
  assertLike(await juliet.enters(room), `<presence><x><status code='201'/></x></presence>`)
  t.equal((await juliet.calls('POST', '/api/rainbow/enduser/v1.0/rooms', asked)).status, 200)
})
