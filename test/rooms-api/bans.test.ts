import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { bindsLink, joins, linkedRoom } from '../invites/rest-room.js'
import { type Actor, assertRefused, type Play, scenario } from '../scenario/index.js'

const API = '/api/rainbow/enduser/v1.0'

/** Juliet's room with a link; romeo is a member and mercutio an admin, and all are in the room. */
async function stage(t: Play) {
  const scene = await scenario(t)
  const { juliet, romeo, mercutio } = scene
  const room = await linkedRoom(juliet)
  for (const member of [romeo, mercutio]) await joins(member, room.openInviteId)
  await juliet.calls('PUT', `${API}/rooms/${room.id}/users/${mercutio.bare}`, { privilege: 'moderator' })
  for (const one of [juliet, mercutio, romeo]) await one.enters(room.jid)
  for (const one of [juliet, mercutio, romeo]) await one.receivedMeanwhile()
  const bans = `/api/v1/rooms/${room.id}/bans`
  const list = async (by: Actor, query = '') => {
    const { body } = await by.calls('GET', `${bans}${query}`)
    return body as { data: { jid: string; reason: string }[]; total: number }
  }
  return { ...scene, room, bans, list }
}

const entry = ({ name }: Actor, room: string) =>
  `<presence to='${room}/${name}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test('9.1: an admin bans over REST: the person leaves with 301, and comes back by no way', async t => {
  const { juliet, romeo, mercutio, room, bans, list } = await stage(t)
  const made = await mercutio.calls('PUT', `${bans}/${romeo.bare}`, { reason: 'Treason' })
  t.match(made, { status: 200, body: { data: { jid: romeo.bare, userId: /^[0-9a-f]{24}$/, reason: 'Treason' } } })
  const seen = `<presence type='unavailable' from='${room.jid}/romeo'><x><item affiliation='outcast' role='none'>
    <actor nick='mercutio'/><reason>Treason</reason></item><status code='301'/></x></presence>`
  for (const one of [juliet, mercutio, romeo]) await one.receives(seen)
  romeo.sends(entry(romeo, room.jid))
  assertRefused(await romeo.receives(`<presence type='error'/>`), ['forbidden', 'auth'])
  t.match(await joins(romeo, room.openInviteId), { status: 403, body: { errorDetails: /banned/ } })
  t.match(await romeo.calls('GET', `${API}/rooms/${room.id}`), { status: 404 })
  t.match(await juliet.calls('GET', `${API}/rooms/${room.id}/users/${romeo.bare}`), { status: 404 })
  t.match(await list(juliet), { data: [{ jid: romeo.bare, reason: 'Treason' }], total: 1 })
  const listed = await juliet.lists(room.jid, `<item affiliation='outcast'/>`)
  t.match(String(listed), romeo.bare, 'the list over XMPP is the same')
})

t.test('9.2: an admin lifts a ban, which a link then lets in; what is not banned is 404', async t => {
  const { juliet, romeo, mercutio, room, bans, list } = await stage(t)
  await juliet.calls('POST', bans, { user: romeo.bare })
  const id = textAt(((await list(juliet)) as { data: unknown[] }).data[0], 'userId') ?? ''
  t.match(await mercutio.calls('DELETE', `${bans}/${id}`), { status: 200, body: { data: { jid: romeo.bare } } })
  t.match(await list(juliet), { data: [], total: 0 })
  t.match(await mercutio.calls('DELETE', `${bans}/${romeo.bare}`), { status: 404, body: { errorDetailsCode: 404000 } })
  t.match(await joins(romeo, room.openInviteId), { status: 200 })
})

t.test('9.1: a domain is banned and listed like a person, and leaves with all its people', async t => {
  const { juliet, mercutio, romeo, actor, room, bans, list } = await stage(t)
  const paris = await actor('paris')
  await juliet.calls('PUT', `${API}/rooms/${room.id}`, { visibility: 'public' })
  await paris.enters(room.jid)
  const domain = juliet.bare.split('@')[1] ?? ''
  t.match(await juliet.calls('POST', bans, { user: domain, reason: 'War' }), {
    status: 200,
    body: { data: { userId: null } },
  })
  await paris.receives(`<presence type='unavailable' from='${room.jid}/paris'><x><status code='301'/></x></presence>`)
  for (const one of [romeo, mercutio])
    await one.receivesNothing(`<presence type='unavailable' from='${room.jid}/${one.name}'/>`)
  t.match(await list(juliet), { data: [{ jid: domain, reason: 'War' }] })
  t.match(await juliet.calls('DELETE', `${bans}/${domain}`), { status: 200 })
  await paris.enters(room.jid)
})

t.test(
  '9.1: the rights are those of XMPP: who is no admin bans no one, and an admin no admin and no owner',
  async t => {
    const { juliet, romeo, mercutio, actor, bans, list } = await stage(t)
    const paris = await actor('paris')
    const refused = (status: number) => ({ status })
    for (const [by, whom, status] of [
      [romeo, paris, 403],
      [paris, romeo, 404],
      [mercutio, juliet, 403],
      [mercutio, mercutio, 409],
      [juliet, juliet, 409],
    ] as const) {
      t.match(await by.calls('POST', bans, { user: whom.bare }), refused(status), `${by.name} bans ${whom.name}`)
      t.match(await by.calls('PUT', `${bans}/${whom.bare}`, {}), refused(status), `${by.name} bans ${whom.name}`)
    }
    t.match(await romeo.calls('GET', bans), refused(403))
    t.match(await paris.calls('GET', bans), refused(404))
    await juliet.calls('POST', bans, { user: paris.bare })
    t.match(await romeo.calls('DELETE', `${bans}/${paris.bare}`), refused(403))
    t.match(await paris.calls('DELETE', `${bans}/${paris.bare}`), refused(404))
    t.match(await list(juliet), { total: 1 })
    t.match(await juliet.calls('POST', bans, { user: mercutio.bare }), { status: 200 }, 'an owner bans an admin')
  },
)

t.test('9.2: bans are listed in pages, oldest first; a new reason replaces the former one', async t => {
  const { juliet, bans, list } = await stage(t)
  for (const user of ['tybalt@example.org', 'hag.example.org', 'paris@example.org']) {
    t.match(await juliet.calls('POST', bans, { user }), { status: 200 })
  }
  await juliet.calls('POST', bans, { user: 'paris@example.org', reason: 'Late' })
  t.match(await list(juliet, '?limit=2&offset=1'), {
    data: [{ jid: 'hag.example.org' }, { jid: 'paris@example.org', reason: 'Late' }],
    limit: 2,
    offset: 1,
    total: 3,
  })
  for (const user of ['', 'a b', 'x@y@z', 'tybalt/a']) {
    t.match(await juliet.calls('POST', bans, { user }), { status: 400, body: { errorDetailsCode: 400000 } }, user)
  }
})

t.test('a ban that could not be stored removes nobody', async t => {
  const { juliet, romeo, store, bans, list } = await stage(t)
  store.failNextCommit()
  t.match(await juliet.calls('POST', bans, { user: romeo.bare }), { status: 500 })
  await romeo.receivesNothing()
  t.match(await list(juliet), { total: 0 })
})

t.test('a person whom a moderator removes over REST comes back by no link until a moderator adds them', async t => {
  const { juliet, romeo, mercutio, room } = await stage(t)
  const users = `${API}/rooms/${room.id}/users`
  const links = [room.openInviteId, await bindsLink(mercutio, room.id)]
  const ways: readonly (readonly ['DELETE' | 'PUT', object?])[] = [
    ['DELETE'],
    ['PUT', { status: 'unsubscribed' }],
    ['PUT', { status: 'rejected' }],
  ]
  for (const [method, body] of ways) {
    const way = `${method} ${JSON.stringify(body)}`
    t.match(await juliet.calls(method, `${users}/${romeo.bare}`, body), { status: 200 }, way)
    await romeo.receives(`<presence type='unavailable' from='${room.jid}/romeo'><x><status code='321'/></x></presence>`)
    for (const id of links) {
      const refused = { status: 403, body: { errorDetails: /A moderator has removed you/, errorDetailsCode: 403000 } }
      t.match(await joins(romeo, id), refused, way)
      t.match(await romeo.calls('POST', '/api/v1/join', { openInviteId: id }), refused, way)
      const x = `<x xmlns='http://jabber.org/protocol/muc'><password>${id}</password></x>`
      romeo.sends(`<presence to='${room.jid}/romeo'>${x}</presence>`)
      assertRefused(
        await romeo.receives(`<presence type='error'/>`),
        ['forbidden', 'auth'],
        'only a moderator can add you',
      )
    }
    for (const status of ['rejected', 'unsubscribed', 'accepted']) {
      t.match(await romeo.calls('PUT', `${users}/me`, { status }), { status: 404 }, way)
    }
    t.match(await romeo.calls('DELETE', `${users}/me`), { status: 404 }, way)
    t.match(await joins(romeo, room.openInviteId), { status: 403 }, way)
    const isShown = (await juliet.calls('GET', `${users}/${romeo.bare}`)).status === 200
    t.equal(isShown, method === 'PUT')
    const adding = { status: 'accepted', userId: romeo.bare, reason: '' }
    const added = isShown
      ? await juliet.calls('PUT', `${users}/${romeo.bare}`, { status: 'accepted' })
      : await juliet.calls('POST', users, adding)
    t.match(added, { status: 200 }, way)
    t.match(await joins(romeo, room.openInviteId), { status: 200 }, way)
    await romeo.enters(room.jid)
  }
})
