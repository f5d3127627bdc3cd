import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { alice, bob, invitation, JOIN } from '../invitation.js'
import { restApi } from '../rest.js'

const NO_ROOM = /^Impossible to join a room using an Open invite \(detail : \[.+\]\)$/

t.test('an open invite makes its bearer a member, and invites him', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  const joined = await guest.posts(JOIN, { openInviteId, reason: 'Come <in>' })
  t.strictSame([joined.status, joined.body], [200, { data: { roomId, hasAlreadyJoinThisRoom: false } }])
  t.match((await owner.gets(`/rooms/${roomId}`)).body.data, {
    activeUsersCounter: 2,
    users: [{}, { userId: userIdOf(bob), privilege: 'user', status: 'accepted' }],
  })
  t.equal(api.deliveries.length, 1)
  t.match(api.deliveries[0]?.stanza, /from="alice@example.org" to="bob@example.org".*reason="Come &lt;in&gt;"/)
})

t.test('an invitation without a reason says that it is for a link', async t => {
  const { api, guest, openInviteId } = await invitation(t)
  await guest.posts(JOIN, { openInviteId, reason: '' })
  t.match(api.deliveries[0]?.stanza, / reason="You have opened a link to this room."/)
})

t.test('the notification to moderators has the name in the token, or the local part of the JID', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const sessions = [{ jid: `${alice}/phone`, presence: '' }]
    const now = { nick: 'alice', user: alice, role: 'moderator' as const, sessions }
    const room = rooms.byId(roomId)?.record.jid ?? ''
    batch.change({ kind: 'occupant', room, nick: 'alice', was: undefined, now })
  })
  await guest.posts(JOIN, { openInviteId })
  await (await api.person('Tybalt@example.org')).posts(JOIN, { openInviteId })
  const told = api.deliveries.filter(({ stanza }) => stanza.includes(`to="${alice}/phone"`)).map(({ stanza }) => stanza)
  t.equal(told.length, 2)
  t.match(told[0], '<body>Bob has been invited to join the bubble</body>')
  t.match(told[1], '<body>tybalt has been invited to join the bubble</body>')
})

t.test('for a member the answer says so, and nothing is sent again', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  await guest.posts(JOIN, { openInviteId })
  await api.changeRecord(roomId, { config: { autoRegister: 'lock' } })
  for (const person of [guest, owner]) {
    const { body } = await person.posts(JOIN, { openInviteId })
    t.strictSame(body, { data: { roomId, hasAlreadyJoinThisRoom: true } })
  }
  t.equal(api.deliveries.length, 1)
})

t.test('an id may have hyphens and capitals, also after a restart', async t => {
  const { api, guest, openInviteId } = await invitation(t)
  const hyphenated = openInviteId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toUpperCase()
  t.match(await guest.posts(JOIN, { openInviteId: hyphenated }), { status: 200 })
  const restarted = restApi(t, { storage: api.storage })
  const sameGuest = await restarted.person(bob)
  t.match(await sameGuest.posts(JOIN, { openInviteId: hyphenated }), {
    status: 200,
    body: { data: { hasAlreadyJoinThisRoom: true } },
  })
})

t.test('an unknown id and a malformed one are not found', async t => {
  const { guest } = await invitation(t)
  for (const openInviteId of ['0'.repeat(32), 'verona', '../../x', "' or 1=1", '\u0000', 'x'.repeat(60_000)]) {
    t.match(await guest.posts(JOIN, { openInviteId }), {
      status: 404,
      body: { errorCode: 404, errorMsg: 'Resource Not Found', errorDetails: String, errorDetailsCode: 40400 },
    })
  }
})

t.test('the link to an archived or destroyed room opens no room', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  const refused = { status: 404, body: { errorDetails: NO_ROOM, errorDetailsCode: 404116 } }
  await api.changeRecord(roomId, { archived: true })
  t.match(await guest.posts(JOIN, { openInviteId }), refused)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const was = rooms.byId(roomId)
    if (was) batch.change({ kind: 'room', jid: was.record.jid, was, now: undefined })
  })
  t.match(await guest.posts(JOIN, { openInviteId }), refused)
})

t.test('a locked room refuses new users, without numbers', async t => {
  const { owner, guest, roomId, openInviteId } = await invitation(t)
  await owner.puts(`/rooms/${roomId}`, { autoRegister: 'lock' })
  const { status, body } = await guest.posts(JOIN, { openInviteId })
  t.equal(status, 403)
  t.strictSame(body, {
    errorCode: 403,
    errorMsg: 'Forbidden',
    errorDetails: { errorMsg: 'This room is locked: new people cannot join it.' },
    errorDetailsCode: 403621,
  })
  await owner.puts(`/rooms/${roomId}`, { autoRegister: 'unlock' })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200 })
})

t.test('a full room answers with the quota', async t => {
  const { guest, openInviteId } = await invitation(t, { maxMembers: 1 })
  const { status, body } = await guest.posts(JOIN, { openInviteId })
  t.equal(status, 403)
  t.strictSame(body, {
    errorCode: 403,
    errorMsg: 'Forbidden',
    errorDetails: {
      errorMsg:
        'Forecast a maximum quota reached for feature BUBBLE_PARTICIPANT_COUNT. ' +
        'Current value 1 / Max value 1 (unit number)',
      feature: 'BUBBLE_PARTICIPANT_COUNT',
      maxValue: 1,
      currentValue: 1,
      unit: ' user',
    },
    errorDetailsCode: 403621,
  })
})

t.test('a banned user is refused', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const now = { affiliation: 'outcast' as const, reason: '', since: batch.at, nick: '', visited: 0 }
    batch.change({ kind: 'affiliation', room: rooms.byId(roomId)?.record.jid ?? '', user: bob, was: undefined, now })
  })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 403, body: { errorDetailsCode: 403000 } })
})

t.test('a given room password must be right', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  await api.changeRecord(roomId, { config: { password: 'cauldronburn' } })
  const wrong = await guest.posts(JOIN, { openInviteId, roomPassword: 'thirdwitch' })
  t.match(wrong, { status: 403, body: { errorDetailsCode: 403000 } })
  t.match(await guest.posts(JOIN, { openInviteId, roomPassword: 'cauldronburn' }), { status: 200 })
})

t.test('a body with an invalid id, reason or password is refused', async t => {
  const { guest, openInviteId } = await invitation(t)
  const wrong = [
    ['openInviteId', {}],
    ['openInviteId', { openInviteId: '' }],
    ['openInviteId', { openInviteId: 5 }],
    ['openInviteId', { openInviteId: null }],
    ['reason', { openInviteId, reason: 'x'.repeat(1001) }],
    ['reason', { openInviteId, reason: 'a\u0001b' }],
    ['reason', { openInviteId, reason: { toString: 'x' } }],
    ['roomPassword', { openInviteId, roomPassword: 5 }],
    ['body', []],
    ['body', undefined],
  ] as const
  for (const [param, body] of wrong) {
    const refused = { errorCode: 400, errorDetails: [{ param, msg: /^must be / }], errorDetailsCode: 400000 }
    t.match(await guest.posts(JOIN, body), { status: 400, body: refused })
  }
})
