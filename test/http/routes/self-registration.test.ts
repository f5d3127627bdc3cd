import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { peopleApi } from '../people.js'
import { BASE, restApi } from '../rest.js'

const REGISTER = `${BASE}/users/self-register`
const juliet = { loginEmail: 'juliet@example.org', password: 'O Romeo, 1597!' }

/** The API, a registration without a token, and a link to a room of romeo's. */
async function registering(t: Parameters<typeof peopleApi>[0], options: Parameters<typeof peopleApi>[1] = {}) {
  const api = await peopleApi(t, options)
  const romeo = await api.person('romeo@example.org')
  const roomId = String((await romeo.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const openInviteId = String((await romeo.posts('/users/me/public-links/bind', { roomId })).body.data['openInviteId'])
  const registers = (payload: object, authorization = 'Bearer null') =>
    api.ask({ method: 'POST', url: REGISTER, headers: { authorization }, payload })
  const members = async () => (await romeo.gets(`/rooms/${roomId}`)).body.data['activeUsersCounter']
  return { ...api, romeo, roomId, openInviteId, registers, members }
}

t.test('a registration answers with the account, which can sign in', async t => {
  const { registers, signsIn } = await registering(t)
  const { status, body } = await registers({ ...juliet, firstName: 'Juliet', lastName: 'Capulet', isInitialized: true })
  t.equal(status, 200)
  t.match(body.data, {
    id: userIdOf(juliet.loginEmail),
    loginEmail: juliet.loginEmail,
    firstName: 'Juliet',
    displayName: 'Juliet Capulet',
    jid_im: juliet.loginEmail,
    guestMode: false,
    roles: ['user'],
  })
  t.notOk('password' in body.data)
  const signInAnswer = { loggedInUser: { displayName: 'Juliet Capulet', guestMode: false } }
  t.match(await signsIn('juliet', juliet.password), { status: 200, body: signInAnswer })
})

t.test('a name loses bidirectional controls', async t => {
  const { registers } = await registering(t)
  const { body } = await registers({ ...juliet, firstName: 'Juliet\u202e ', lastName: '\u2066Capulet' })
  t.match(body.data, { firstName: 'Juliet', lastName: 'Capulet', displayName: 'Juliet Capulet' })
})

t.test('with an open invite the new user is a guest, and joins the room under their name', async t => {
  const { registers, signsIn, openInviteId, members, deliveries, romeo, roomId } = await registering(t)
  const answer = await registers({ ...juliet, openInviteId, nickName: 'Jule' })
  t.match(answer, { status: 200, body: { data: { guestMode: true, roles: ['guest'], displayName: 'Jule' } } })
  t.equal(await members(), 2)
  t.match(deliveries[0]?.stanza, /from="romeo@example.org" to="juliet@example.org"/)
  t.match((await romeo.gets(`/rooms/${roomId}`)).body.data['users'], [{}, { userId: userIdOf(juliet.loginEmail) }])
  t.match(await signsIn('juliet', juliet.password), { body: { loggedInUser: { guestMode: true } } })
})

t.test('a link that refuses the join creates no account', async t => {
  const { registers, openInviteId, changeRecord, roomId, signsIn } = await registering(t)
  const refused = async (body: object, status: number, code: number) => {
    t.match(await registers({ ...juliet, ...body }), { status, body: { errorDetailsCode: code } })
  }
  await refused({ openInviteId: '0'.repeat(32) }, 404, 40400)
  await changeRecord(roomId, { config: { password: 'cauldronburn' } })
  await refused({ openInviteId, roomPassword: 'thirdwitch' }, 403, 403000)
  await changeRecord(roomId, { config: { autoRegister: 'lock' } })
  await refused({ openInviteId }, 403, 403621)
  await changeRecord(roomId, { archived: true })
  await refused({ openInviteId }, 404, 404116)
  t.match(await signsIn('juliet', juliet.password), { status: 401 })
})

t.test('with approval, the account is created and the request waits', async t => {
  const { registers, openInviteId, changeRecord, roomId, members, signsIn } = await registering(t)
  await changeRecord(roomId, { config: { autoRegister: 'unlock_ack' } })
  t.match(await registers({ ...juliet, openInviteId }), { status: 200, body: { data: { guestMode: true } } })
  t.equal(await members(), 1)
  t.match(await signsIn('juliet', juliet.password), { status: 200 })
})

t.test('a name that is in use is a conflict, and joins nothing', async t => {
  const { registers, openInviteId, members } = await registering(t)
  const { status, body } = await registers({ ...juliet, loginEmail: 'Romeo', openInviteId })
  t.equal(status, 409)
  t.strictSame(body, {
    errorCode: 409,
    errorMsg: 'Conflict',
    errorDetails: 'An account with this name exists; sign in, or choose another name.',
    errorDetailsCode: 409000,
    errorDetailsData: { guestMode: false },
  })
  t.equal(await members(), 1)
})

t.test('a password is long and has a capital, a digit and another character; the answer never contains it', async t => {
  const { registers } = await registering(t)
  for (const password of [
    'Short1!',
    'eight 8!',
    'no capital 1!',
    'NO DIGITs!!',
    'NoOther123',
    'Nine9999 ',
    'A1!'.repeat(90),
    5,
  ]) {
    const { status, body } = await registers({ ...juliet, password })
    t.strictSame([status, body['errorDetailsCode']], [400, 400000], String(password))
    t.match(body['errorDetails'], [{ param: 'password', msg: /^must be longer than 8 characters/ }])
    t.notMatch(JSON.stringify(body), `${password}`.slice(0, 20))
  }
})

t.test('a name must be of this server, and the profile fields texts', async t => {
  const { registers } = await registering(t)
  for (const loginEmail of ['juliet@elsewhere.org', 'jul iet', 'a/b', 'juliet@example.org/phone', '', 7, undefined]) {
    const refused = { errorDetails: [{ param: 'loginEmail', msg: /^must be / }], errorDetailsCode: 400000 }
    t.match(await registers({ ...juliet, loginEmail }), { status: 400, body: refused }, String(loginEmail))
  }
  for (const firstName of ['x'.repeat(256), 'a\u0001b', 7, {}]) {
    t.match(await registers({ ...juliet, firstName }), {
      status: 400,
      body: { errorDetails: [{ param: 'firstName' }] },
    })
  }
  t.match(await registers({ ...juliet, password: 'Bell\u00079999' }), {
    status: 400,
    body: { errorDetailsCode: 400000 },
  })
})

t.test('the accounts per hour from one address are limited', async t => {
  const { registers } = await registering(t, { perAddress: 2 })
  for (const loginEmail of ['juliet', 'nurse']) t.match(await registers({ ...juliet, loginEmail }), { status: 200 })
  const third = await registers({ ...juliet, loginEmail: 'paris' })
  t.match(third, { status: 429, body: { errorDetailsCode: 429000 }, headers: { 'retry-after': /^\d+$/ } })
})

t.test('registration that this service or the XMPP server has disabled is refused with the reason', async t => {
  const refused = { status: 403, body: { errorDetails: /^Registration is disabled/, errorDetailsCode: 403000 } }
  t.match(await restApi(t).ask({ method: 'POST', url: REGISTER, payload: juliet }), refused)
  const { registers } = await registering(t, { letsRegister: false })
  t.match(await registers(juliet), refused)
})

t.test('a refusal by the XMPP server is answered with its text', async t => {
  const signIn = async () => 'wrong' as const
  const register = async () => ({ unacceptable: 'Through invitation only' })
  const registration = { accounts: { signIn, register }, domain: 'example.org', perAddress: 0 }
  const { status, body } = await restApi(t, { registration }).ask({ method: 'POST', url: REGISTER, payload: juliet })
  const msg = 'must be one that the XMPP server accepts, as must be the name; it says: Through invitation only'
  t.equal(status, 400)
  t.match(body, { errorDetails: [{ param: 'password', msg }], errorDetailsCode: 400000 })
})

t.test('if the XMPP server cannot be reached, the answer is 503', async t => {
  const { registers, server } = await registering(t)
  await server.close()
  t.match(await registers(juliet), { status: 503, body: { errorDetailsCode: 503000 } })
})

t.test('an account whose join cannot be stored exists nevertheless', async t => {
  const { registers, signsIn, storage, openInviteId, members } = await registering(t)
  storage.failNextCommit()
  t.match(await registers({ ...juliet, openInviteId }), { status: 500 })
  t.equal(await members(), 1)
  t.match(await registers({ ...juliet, openInviteId }), { status: 409 })
  t.match(await signsIn('juliet', juliet.password), { status: 200 })
})

t.test('a name with power is refused like one that is taken: of an admin, or with rooms, links or tokens', async t => {
  const { registers, person, signsIn } = await registering(t, {
    admins: ['boss@example.org'],
    actAs: [{ user: 'app@example.org', domains: ['example.org'], admins: [] }],
  })
  const names = ['owner', 'mod', 'linked', 'legacy', 'bot']
  const [owner, mod, linked, legacy, bot] = await Promise.all(names.map(name => person(`${name}@example.org`)))
  if (!owner || !mod || !linked || !legacy || !bot) throw new Error('there are five')
  const roomId = String((await owner.posts('/rooms', { name: 'Mantua' })).body.data['id'])
  const adds = (userId: string, privilege: string) =>
    owner.posts(`/rooms/${roomId}/users`, { userId, reason: '', status: 'accepted', privilege })
  t.match(await adds(mod.jid, 'moderator'), { status: 200 })
  t.match(await adds(linked.jid, 'user'), { status: 200 })
  t.match(await adds('member@example.org', 'user'), { status: 200 })
  t.match(await linked.posts(`/api/v1/rooms/${roomId}/links`, {}), { status: 200 })
  t.match(await legacy.posts('/users/me/open-invites/reset'), { status: 200 })
  t.match(await bot.posts('/api/v1/tokens', { label: 'bot' }), { status: 200 })
  const taken = await registers({ ...juliet, loginEmail: 'Romeo' })
  t.equal(taken.status, 409)
  for (const name of ['boss', 'BOSS@Example.org', 'app', ...names]) {
    const { status, body } = await registers({ ...juliet, loginEmail: name })
    t.strictSame([status, body], [409, taken.body], name)
    t.match(await signsIn(name, juliet.password), { status: 401 }, `${name}: no account was created`)
  }
  t.match(await registers({ ...juliet, loginEmail: 'member' }), { status: 200 }, 'a member who was added beforehand')
})
