import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { gives } from '../muc/features/command.js'
import { type Actor, type Play, scenario } from '../scenario/index.js'
import { COMMANDS } from './link-command.js'
import { makesLink } from './plain-link.js'
import { bindsLink, joins, linkedRoom } from './rest-room.js'
import { listsTokens } from './token.js'

const API = '/api/rainbow/enduser/v1.0'

/** A room with a link that makes moderators. */
type Target = { readonly room: string; readonly jid: string; readonly domain: string; readonly linkId: string }
type Way = (reader: Actor, target: Target) => Promise<unknown>

const calls =
  (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    path: (target: Target) => string,
    body?: (target: Target) => object,
  ): Way =>
  (reader, target) =>
    reader.calls(method, path(target), body?.(target))
const commands =
  (to: 'jid' | 'domain', node: keyof typeof COMMANDS, fields?: (target: Target) => Record<string, string>): Way =>
  async (reader, target) =>
    String(await gives(reader, [target[to], COMMANDS[node]], fields ? { fields: fields(target) } : {}))
const ofRoom = ({ room }: Target) => ({ roomId: room })
const ofLink = ({ linkId }: Target) => ({ link: linkId })

/** Each way to the ids of links, and whether it shows the owner of the room their own link. */
const WAYS: readonly (readonly [name: string, shows: boolean, way: Way])[] = [
  ['the link of a room', true, calls('GET', ({ room }) => `${API}/rooms/${room}/public-links`)],
  ['the texts of an e-mail', true, calls('GET', ({ room }) => `${API}/rooms/${room}/public-links?emailContent=true`)],
  ['the own links', true, calls('GET', () => `${API}/users/me/public-links`)],
  ['binding a link', true, calls('POST', () => `${API}/users/me/public-links/bind`, ofRoom)],
  ['the legacy link', false, calls('GET', () => `${API}/users/me/open-invites`)],
  ['binding the legacy link', false, calls('PUT', () => `${API}/users/me/open-invites/bind`, ofRoom)],
  ['the room', false, calls('GET', ({ room }) => `${API}/rooms/${room}`)],
  ['the links to a room', true, calls('GET', ({ room }) => `/api/v1/rooms/${room}/links`)],
  ['one link', true, calls('GET', ({ room, linkId }) => `/api/v1/rooms/${room}/links/${linkId}`)],
  ['the links to all rooms', true, calls('GET', () => '/api/v1/links')],
  ['the link history of a room', false, calls('GET', ({ room }) => `/api/v1/rooms/${room}/story`)],
  ['the history of one link', false, calls('GET', ({ room, linkId }) => `/api/v1/rooms/${room}/links/${linkId}/story`)],
  ['the pending requests', false, calls('GET', ({ room }) => `/api/v1/rooms/${room}/requests`)],
  [
    'changing a link',
    true,
    calls(
      'PATCH',
      ({ room, linkId }) => `/api/v1/rooms/${room}/links/${linkId}`,
      () => ({}),
    ),
  ],
  ['the command that lists links', true, commands('jid', 'list')],
  ['the command that changes a link', false, commands('jid', 'change', ofLink)],
  ['the command that revokes a link, its form', false, commands('jid', 'revoke')],
  ['the command of joiners', false, commands('jid', 'joiners')],
  ['the command of the link history', false, commands('jid', 'history', () => ({ link: 'all', what: 'all' }))],
  ['the command of pending requests', false, commands('jid', 'waiting')],
  ['the command of all own links', true, commands('domain', 'list')],
  ['the command that changes an own link', false, commands('domain', 'change', ofLink)],
  ['the tokens of a room', true, async (reader, { jid }) => String(await listsTokens(reader, jid))],
  // The last ways give the link a new id.
  ['resetting a link', true, calls('POST', ({ room, linkId }) => `/api/v1/rooms/${room}/links/${linkId}/reset`)],
  ['resetting the own link', true, calls('PUT', () => `${API}/users/me/public-links/reset`, ofRoom)],
  ['the command that resets a link', true, commands('jid', 'reset', ofLink)],
]

/** A notification to the owner of a link, with its id. */
const news = (id: string, action = '') =>
  `<message><openinvite ${action && `action='${action}'`}><openinviteid>${id}</openinviteid></openinvite></message>`

/** Romeo's room with his link, which makes moderators; mercutio is an admin, juliet a member, paris a stranger. */
async function stage(t: Play) {
  const scene = await scenario(t)
  const { romeo, mercutio, juliet, actor, domain } = scene
  const paris = await actor('paris')
  for (const one of [romeo, mercutio, juliet, paris]) await one.usesFamilyClient()
  const { id: room, jid, openInviteId } = await linkedRoom(romeo)
  for (const member of [mercutio, juliet]) await joins(member, openInviteId)
  const path = `/api/v1/rooms/${room}/links`
  const listed = await romeo.calls('GET', path)
  const linkId = textAt((listed.body as { data: unknown[] }).data[0], 'linkId') ?? ''
  await romeo.calls('PUT', `${API}/rooms/${room}/users/${mercutio.bare}`, { privilege: 'moderator' })
  await romeo.configures(jid, { 'muc#roomconfig_allowinvites': '1' })
  await romeo.calls('PATCH', `${path}/${linkId}`, { grants: 'moderator' })
  const id = async () => textAt((await romeo.calls('GET', `${path}/${linkId}`)).body, 'data', 'openInviteId') ?? ''
  for (const one of [mercutio, juliet]) await one.enters(jid)
  return { ...scene, paris, target: { room, jid, domain, linkId }, former: openInviteId, id, path }
}

t.test("no way shows the id of an owner's link that makes moderators to an admin, a member or a stranger", async t => {
  const { romeo, mercutio, juliet, paris, target, id } = await stage(t)
  const secret = await id()
  t.match(secret, /^[0-9a-f]{32}$/)
  for (const reader of [mercutio, juliet, paris]) {
    for (const [name, , way] of WAYS)
      t.notMatch(JSON.stringify(await way(reader, target)), secret, `${reader.name}: ${name}`)
  }
  for (const reader of [mercutio, juliet, paris]) await reader.receivesNothing(news(secret))
  t.equal(await id(), secret, 'and none gives it a new one')
  for (const [name, shows, way] of WAYS) {
    const [before, shown] = [await id(), JSON.stringify(await way(romeo, target))]
    t.equal(
      [before, await id()].some(one => shown.includes(one)),
      shows,
      `romeo: ${name}`,
    )
  }
})

t.test('an admin binds a link of their own beside the link that makes moderators', async t => {
  const { mercutio, target, id } = await stage(t)
  const own = await bindsLink(mercutio, target.room)
  t.match(own, /^[0-9a-f]{32}$/)
  t.not(own, await id())
  const shown = await mercutio.calls('GET', `${API}/rooms/${target.room}/public-links`)
  t.match(shown, { status: 200, body: { data: { openInviteId: own } } })
})

t.test('a link that begins to make moderators gets a new id: the former one opens nothing', async t => {
  const { paris, romeo, former, id } = await stage(t)
  t.not(await id(), former)
  t.match(await joins(paris, former), { status: 404, body: { errorDetailsCode: 40400 } })
  t.match(await joins(paris, await id()), { status: 200 })
  await romeo.receives(news(await id()))
})

t.test('an owner of a link who lost the right to it sees it in no list, and learns no new id', async t => {
  const { romeo, juliet, mercutio, target, path } = await stage(t)
  const link = await makesLink(juliet, target.jid)
  t.match(JSON.stringify(await juliet.calls('GET', '/api/v1/links')), link.id)
  await romeo.calls('DELETE', `${API}/rooms/${target.room}/users/${juliet.bare}`)
  await juliet.receivedMeanwhile()
  const reset = await mercutio.calls('POST', `${path}/${link.linkId}/reset`)
  const fresh = textAt(reset.body, 'data', 'openInviteId') ?? ''
  t.match(fresh, /^[0-9a-f]{32}$/)
  await juliet.receives(news(link.id, 'deleted'))
  for (const [name, , way] of WAYS) {
    const shown = JSON.stringify(await way(juliet, target))
    t.notMatch(shown, fresh, name)
    t.notMatch(shown, link.id, name)
  }
  await juliet.receivesNothing(news(fresh))
})

t.test(
  'an owner of the room who became an admin does not see the id of the own link that makes moderators',
  async t => {
    const { romeo, mercutio, target, id, path } = await stage(t)
    const secret = await id()
    await romeo.administers(target.jid, `<item affiliation='owner' jid='${mercutio.bare}'/>`)
    await mercutio.administers(target.jid, `<item affiliation='admin' jid='${romeo.bare}'/>`)
    for (const [name, , way] of WAYS) t.notMatch(JSON.stringify(await way(romeo, target)), secret, name)
    t.match(await mercutio.calls('GET', path), { status: 200 })
  },
)
