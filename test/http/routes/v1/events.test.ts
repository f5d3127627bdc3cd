import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { signToken } from '../../../../src/http/auth/token.js'
import { createRoom } from '../../../../src/muc/operations/create-room.js'
import { setAffiliation } from '../../../../src/muc/operations/set-affiliation.js'
import { alice, bob, invitation, JOIN } from '../../invitation.js'
import { jwt } from '../../rest.js'

const EVENTS = '/api/v1/events'

type Event = { readonly kind: string; readonly cursor: string; readonly by: string | null; readonly details: object }

/** The room of Alice, and what she asks of its events. */
async function eventful(t: Test, options: Parameters<typeof invitation>[1] = {}) {
  const set = await invitation(t, { admins: ['root@example.org'], ...options })
  const moderator = await set.api.person(alice)
  const events = async (query: string) => {
    const { status, body } = await moderator.gets(`${EVENTS}?${query}`)
    const read = (Array.isArray(body.data) ? body.data : []) as Event[]
    return { status, kinds: read.map(({ kind }) => kind), read, cursor: String(body['cursor']), body }
  }
  return { ...set, moderator, events }
}

t.test(
  'what happens in a room is read in its order: the room, the link, the join by the link, the revocation',
  async t => {
    const { guest, moderator, events, roomId, openInviteId } = await eventful(t)
    await guest.posts(JOIN, { openInviteId })
    const { data } = (await moderator.gets(`/api/v1/rooms/${roomId}/links`)).body
    const [{ linkId } = { linkId: '' }] = data as unknown as { linkId: string }[]
    await moderator.deletes(`/api/v1/rooms/${roomId}/links/${linkId}`)
    const { kinds, read } = await events('after=0')
    t.same(kinds, ['room.made', 'link.made', 'member.joined', 'link.revoked'])
    t.match(read[2], { by: bob, details: { user: bob, from: 'none', to: 'member', link: linkId } })
  },
)

t.test(
  'a request for approval, its answer, and the removal of a member are told with the person and the actor',
  async t => {
    const { guest, moderator, events, roomId } = await eventful(t)
    const { cursor } = await events('')
    const link = await moderator.posts(`/api/v1/rooms/${roomId}/links`, { admission: 'unlock_ack', maxUses: 1 })
    await guest.posts(JOIN, { openInviteId: link.body.data['openInviteId'] })
    await moderator.posts(`/api/v1/rooms/${roomId}/requests/${bob}`, { decision: 'approve' })
    await moderator.posts(`/api/v1/rooms/${roomId}/bans`, { user: bob })
    const { read } = await events(`after=${cursor}`)
    t.match(read, [
      { kind: 'link.made', by: alice },
      { kind: 'request.made', by: bob, details: { user: bob } },
      { kind: 'member.joined', by: alice, details: { user: bob } },
      { kind: 'link.used-up' },
      { kind: 'request.approved', by: alice, details: { user: bob } },
      { kind: 'member.banned', by: alice, details: { user: bob, from: 'member', to: 'outcast' } },
    ])
  },
)

t.test('a page has the kinds that were asked for, and its cursor reads on behind all of it', async t => {
  const { guest, events, openInviteId } = await eventful(t)
  await guest.posts(JOIN, { openInviteId })
  const first = await events('after=0&limit=2&kind=member.joined&kind=room.made')
  t.same([first.kinds, first.body['isLast']], [['room.made'], false])
  const second = await events(`after=${first.cursor}&kind=member.joined&kind=room.made`)
  t.same([second.kinds, second.body['isLast']], [['member.joined'], true])
  t.same((await events(`after=${second.cursor}`)).kinds, [])
})

t.test('without a cursor only what happens from now on is read', async t => {
  const { guest, events, openInviteId } = await eventful(t)
  const { kinds, cursor } = await events('')
  await guest.posts(JOIN, { openInviteId })
  t.same([kinds, (await events(`after=${cursor}`)).kinds], [[], ['member.joined']])
})

t.test('what was not stored is no event', async t => {
  const { api, guest, events, openInviteId } = await eventful(t)
  const { cursor } = await events('')
  api.storage.failNextCommit()
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 500 })
  t.same((await events(`after=${cursor}`)).kinds, [])
  api.faults.length = 0
})

t.test('members and strangers read no events of a room; one who loses the room reads them no longer', async t => {
  const { api, guest, moderator, roomId, jid, openInviteId } = await eventfulRoom(t)
  await guest.posts(JOIN, { openInviteId })
  t.match(await guest.gets(`${EVENTS}?room=${jid}`), { status: 403 })
  t.match(await guest.gets(`${EVENTS}?room=no-such-room@rooms.example.org`), { status: 403 })
  t.same((await guest.gets(`${EVENTS}?after=0`)).body.data, [])
  t.match(await moderator.gets(`${EVENTS}?room=${jid}`), { status: 200 })
  await api.changeRoom(roomId, turn => {
    const room = turn.rooms.byId(roomId)
    if (!room) throw new Error('there is no such room')
    setAffiliation({ ...turn, room }, { user: alice, affiliation: 'member' })
  })
  t.match(await moderator.gets(`${EVENTS}?room=${jid}`), { status: 403 })
})

t.test('an admin of the service reads the events of all rooms, also of one that is destroyed', async t => {
  const { api, moderator, roomId } = await eventful(t)
  const admin = await api.person('root@example.org')
  t.match(await moderator.deletes(`/rooms/${roomId}`), { status: 200 })
  const { data } = (await admin.gets(`${EVENTS}?after=0`)).body
  t.match(
    (data as unknown as Event[]).map(({ kind }) => kind),
    ['room.made', 'link.made', 'room.destroyed'],
  )
})

t.test('a long poll answers as soon as there is an event', async t => {
  const { guest, events, openInviteId } = await eventful(t)
  const { cursor } = await events('')
  const waiting = events(`after=${cursor}&wait=60`)
  await guest.posts(JOIN, { openInviteId })
  t.same((await waiting).kinds, ['member.joined'])
})

t.test('a long poll answers without events after its time', async t => {
  const { events } = await eventful(t)
  const { status, kinds, cursor } = await events('wait=1')
  t.same([status, kinds, (await events('')).cursor], [200, [], cursor])
})

t.test('at most ten requests of a user wait for events at a time', async t => {
  const { guest, events, openInviteId } = await eventful(t)
  const { cursor } = await events('')
  const waiting = Array.from({ length: 10 }, () => events(`after=${cursor}&wait=60`))
  t.match(await events(`after=${cursor}&wait=60`), { status: 429, body: { errorDetailsCode: 429000 } })
  await guest.posts(JOIN, { openInviteId })
  t.same(new Set((await Promise.all(waiting)).flatMap(({ kinds }) => kinds)), new Set(['member.joined']))
  t.match(await events('wait=1'), { status: 200 }, 'their places are free again')
})

t.test('a stream begins behind Last-Event-ID, and sends each event with its cursor as id', async t => {
  const { api, guest, moderator, openInviteId } = await eventful(t)
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const port = (api.app.server.address() as AddressInfo).port
  const { answer, texts } = await stream(t, port, { token: moderator.token, lastEventId: '0' })
  t.match(answer.headers, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  const old = await texts.until('event: link.made')
  t.match(old, /^:\n\nid: 1\nevent: room\.made\ndata: \{"id":"[0-9a-f]{32}","cursor":"1","kind":"room\.made"/)
  await guest.posts(JOIN, { openInviteId })
  t.match(await texts.until('member.joined"'), /id: \d+\nevent: member\.joined\ndata: /)
})

t.test('a stream ends when the service stops, and frees its place when its reader goes', async t => {
  const { api, moderator } = await eventful(t)
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const port = (api.app.server.address() as AddressInfo).port
  for (let n = 0; n < 12; n++) {
    const { answer, asked } = await stream(t, port, { token: moderator.token })
    t.equal(answer.statusCode, 200)
    asked.destroy()
    await once(asked, 'close')
    await gone(api.app.server)
  }
  const { answer } = await stream(t, port, { token: moderator.token })
  answer.resume()
  const ended = once(answer, 'close')
  await api.app.close()
  await ended
  t.pass('the stream has ended')
})

t.test('a new room reads no events of an earlier one with its address; an admin of the service does', async t => {
  let at = 1_000_000
  const { api, guest, moderator, roomId, jid, openInviteId } = await eventfulRoom(t, { now: () => at++ })
  await guest.posts(JOIN, { openInviteId })
  const config = await api.changeRoom(roomId, ({ rooms }) => rooms.byId(roomId)?.record.config)
  if (!config) throw new Error('there is no such room')
  t.match(await moderator.deletes(`/rooms/${roomId}`), { status: 200 })
  // Until then the address is kept free.
  at += 1e13
  await api.service.run({ room: jid }, turn => void createRoom(turn, { jid, creator: bob, config, locked: false }))
  const kindsFor = async (person: typeof moderator, query: string) => {
    const { data } = (await person.gets(`${EVENTS}?after=0${query}`)).body
    return (data as unknown as Event[]).map(({ kind }) => kind)
  }
  t.same(await kindsFor(guest, ''), ['room.made'])
  t.same(await kindsFor(guest, `&room=${jid}`), ['room.made'])
  const admin = await api.person('root@example.org')
  t.same(await kindsFor(admin, `&room=${jid}`), [
    'room.made',
    'link.made',
    'member.joined',
    'room.destroyed',
    'room.made',
  ])
})

t.test('a room that is named twice is read once', async t => {
  const { events, jid } = await eventfulRoom(t)
  t.same((await events(`after=0&room=${jid}&room=${jid}`)).kinds, ['room.made', 'link.made'])
})

t.test('a stream of a room that the reader does not moderate is refused before it begins', async t => {
  const { api, guest, jid } = await eventfulRoom(t)
  const headers = { authorization: `Bearer ${guest.token}`, accept: 'text/event-stream' }
  t.match(await api.ask({ method: 'GET', url: `${EVENTS}?room=${jid}`, headers }), { status: 403 })
})

t.test('a token that is revoked ends the streams that began with it', async t => {
  const { api, guest, moderator, openInviteId } = await eventful(t)
  const { token, tokenId } = (await moderator.posts('/api/v1/tokens', { label: 'a bot' })).body.data
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const port = (api.app.server.address() as AddressInfo).port
  const { answer } = await stream(t, port, { token: String(token) })
  answer.resume()
  const ended = new Promise(resolve => answer.once('close', resolve))
  await moderator.deletes(`/api/v1/tokens/${tokenId}`)
  await guest.posts(JOIN, { openInviteId })
  await ended
  t.notOk(answer.complete, 'it was cut')
})

t.test('a token that expires ends the streams that began with it', async t => {
  const { api } = await eventful(t)
  const token = await signToken(jwt.secret, { user: alice, userClaim: 'sub', hours: 2 / 3600 })
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = api.app.server.address() as AddressInfo
  const { answer } = await stream(t, port, { token })
  answer.resume()
  await once(answer, 'end')
  t.ok(answer.complete, 'its end is that of a whole answer')
})

t.test('readers that are gone before their request is handled leave their places free', async t => {
  const { api, moderator } = await eventful(t)
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = api.app.server.address() as AddressInfo
  let handled = 0
  // The reader goes away while its token is checked.
  api.app.server.prependListener('request', request => {
    if (handled++ < 12) request.socket.destroy()
  })
  for (let n = 0; n < 12; n++) {
    const asked = request({ host: '127.0.0.1', port, path: `${EVENTS}?wait=60`, headers: bearer(moderator) }).end()
    await once(asked, 'error')
  }
  const { answer } = await stream(t, port, { token: moderator.token })
  t.equal(answer.statusCode, 200)
})

const bearer = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` })

async function eventfulRoom(t: Test, options: Parameters<typeof invitation>[1] = {}) {
  const set = await eventful(t, options)
  const jid = await set.api.changeRoom(set.roomId, ({ rooms }) => String(rooms.byId(set.roomId)?.record.jid))
  return { ...set, jid }
}

type Streamed = { readonly asked: ClientRequest; readonly answer: IncomingMessage; readonly texts: Texts }

async function stream(t: Test, port: number, of: { token: string; lastEventId?: string }): Promise<Streamed> {
  const headers = {
    authorization: `Bearer ${of.token}`,
    accept: 'text/event-stream',
    ...(of.lastEventId !== undefined && { 'last-event-id': of.lastEventId }),
  }
  const asked = request({ host: '127.0.0.1', port, path: EVENTS, headers })
  // The test itself goes away.
  asked.on('error', () => undefined).end()
  t.teardown(() => asked.destroy())
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.on('error', () => undefined)
  return { asked, answer, texts: new Texts(answer) }
}

/** What a stream has sent. */
class Texts {
  readonly #answer: IncomingMessage
  #text = ''

  constructor(answer: IncomingMessage) {
    this.#answer = answer.setEncoding('utf8')
  }

  /** Gives the text up to the end of what is wanted, and forgets it. */
  async until(wanted: string): Promise<string> {
    while (!this.#text.includes(wanted)) {
      const [more] = (await once(this.#answer, 'data')) as [string]
      this.#text += more
    }
    const end = this.#text.indexOf(wanted) + wanted.length
    const text = this.#text.slice(0, end)
    this.#text = this.#text.slice(end)
    return text
  }
}

/** Resolves when the server has no connection. */
async function gone(server: import('node:http').Server): Promise<void> {
  for (;;) {
    const open = await new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    )
    if (open === 0) return
    await new Promise(resolve => setImmediate(resolve))
  }
}
