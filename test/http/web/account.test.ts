import t, { type Test } from 'tap'
import { peopleApi } from '../people.js'

const PASSWORD = 'O Romeo, 1597!'

/** A link of romeo's, and a browser that sends its form "Make an account". */
async function accountForm(t: Test, options: Parameters<typeof peopleApi>[1] = {}) {
  const api = await peopleApi(t, options)
  const romeo = await api.person('romeo@example.org')
  const roomId = String((await romeo.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const openInviteId = String((await romeo.posts('/users/me/public-links/bind', { roomId })).body.data['openInviteId'])
  const sends = (fields: Record<string, string>, { id = openInviteId, headers = {} } = {}) =>
    api.app.inject({
      method: 'POST',
      url: `/${id}/account`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    })
  const members = async () => (await romeo.gets(`/rooms/${roomId}`)).body.data['activeUsersCounter']
  return { ...api, roomId, openInviteId, sends, members }
}

t.test('the form makes an account, joins by the link, and says how to go on', async t => {
  const { sends, signsIn, members } = await accountForm(t)
  const { statusCode, body } = await sends({ account: ' juliet ', password: PASSWORD })
  t.equal(statusCode, 200)
  t.match(body, 'You have an account')
  t.match(body, 'You are a member of the room.')
  t.match(body, '<code id="account-address" dir="ltr">juliet@example.org</code>')
  t.notOk(body.includes(PASSWORD))
  t.equal(await members(), 2)
  t.match(await signsIn('juliet', PASSWORD), { status: 200 })
})

t.test('where a moderator decides, the page says so', async t => {
  const { sends, changeRecord, roomId, members } = await accountForm(t)
  await changeRecord(roomId, { config: { autoRegister: 'unlock_ack' } })
  t.match((await sends({ account: 'juliet', password: PASSWORD })).body, 'A moderator has been asked to let you in.')
  t.equal(await members(), 1)
})

t.test('what is wrong is said at its field; the name is kept, and the password is not', async t => {
  const { sends, signsIn } = await accountForm(t)
  const wrong = async (fields: Record<string, string>, id: string, text: string) => {
    const { statusCode, body } = await sends(fields)
    t.equal(statusCode, 422, text)
    t.match(body, new RegExp(`<p class="problem" id="${id}-problem" role="alert">${text}`))
    t.match(body, '<details class="way" id="account" open>')
    if (fields['password']) t.notOk(body.includes(fields['password']))
    return body
  }
  const simple = await wrong(
    { account: 'juliet', password: 'words alone' },
    'account-password',
    'The password is too simple',
  )
  t.match(simple, 'name="account" required value="juliet"')
  await wrong({ account: 'romeo', password: PASSWORD }, 'account-account', 'This name is taken')
  await wrong(
    { account: 'juliet@elsewhere.example', password: PASSWORD },
    'account-account',
    'This name cannot be used',
  )
  await wrong({ account: '', password: PASSWORD }, 'account-account', 'This name cannot be used')
  await wrong({ password: PASSWORD }, 'account-account', 'This name cannot be used')
  t.match(await signsIn('juliet', PASSWORD), { status: 401 })
})

t.test('a link that refuses makes no account, and an invalid one gets the page of all invalid links', async t => {
  const { sends, changeRecord, roomId, signsIn } = await accountForm(t)
  await changeRecord(roomId, { config: { autoRegister: 'lock' } })
  t.match(await sends({ account: 'juliet', password: PASSWORD }), { statusCode: 422 })
  t.match(await sends({ account: 'juliet', password: PASSWORD }, { id: '0'.repeat(32) }), { statusCode: 404 })
  t.match(await signsIn('juliet', PASSWORD), { status: 401 })
})

t.test('a server that makes no accounts, and a form of another site, are refused with a page', async t => {
  const { sends } = await accountForm(t, { letsRegister: false })
  t.match(await sends({ account: 'juliet', password: PASSWORD }), {
    statusCode: 422,
    body: /No accounts can be made here at the moment/,
  })
  const headers = { 'sec-fetch-site': 'cross-site' }
  t.match(await sends({ account: 'juliet', password: PASSWORD }, { headers }), {
    statusCode: 403,
    headers: { 'content-type': /^text\/html/ },
    body: /This form came from another site/,
  })
})

t.test('accounts over the page count for the limit of the REST API', async t => {
  const { sends } = await accountForm(t, { perAddress: 1 })
  t.match(await sends({ account: 'juliet', password: PASSWORD }), { statusCode: 200 })
  t.match(await sends({ account: 'nurse', password: PASSWORD }), {
    statusCode: 429,
    headers: { 'retry-after': /^\d+$/ },
    body: /Please wait a moment/,
  })
})

t.test('a visitor of a crowd for whom the server has no time loses no account of their address', async t => {
  const visitors = Array.from({ length: 25 }, (_, n) => `visitor${n}`)
  const { sends } = await accountForm(t, { connections: 1, perAddress: visitors.length })
  const send = async (account: string) => ({
    account,
    status: (await sends({ account, password: PASSWORD })).statusCode,
  })
  const answers = await Promise.all(visitors.map(send))
  const refused = answers.filter(({ status }) => status === 422)
  t.ok(refused.length > 0 && refused.length < visitors.length, `${refused.length}`)
  for (const { account } of refused) t.match(await send(account), { status: 200 })
  t.match(await send('one-more'), { status: 429 })
})
