import t, { type Test } from 'tap'
import { invitation } from '../invitation.js'
import { peopleApi } from '../people.js'

const SOCKET = 'wss://chat.example.org:5281/xmpp-websocket'
const at = (url: string | undefined) => ({ domain: 'example.org', socket: { url } })

/** A link at a place where people sign in so. */
async function link(t: Test, browserSignIn: Parameters<typeof invitation>[1] = { browserSignIn: at(SOCKET) }) {
  const { api, openInviteId, roomId } = await invitation(t, browserSignIn)
  const gets = (path = '') => api.app.inject({ url: `/${openInviteId}${path}` })
  return { api, openInviteId, roomId, gets }
}

t.test('the page of a link leads to the sign-in, also where new people cannot enter', async t => {
  const { api, gets, openInviteId, roomId } = await link(t)
  for (const autoRegister of ['unlock', 'lock'] as const) {
    await api.changeRecord(roomId, { config: { autoRegister } })
    const { body } = await gets('?lang=de')
    t.match(body, 'Ich habe ein Konto bei <bdi>example.org</bdi>')
    t.match(body, `href="/${openInviteId}/sign-in?lang=de"`)
  }
})

t.test('there is no sign-in where it is off, or the WebSocket is not known', async t => {
  for (const browserSignIn of [undefined, at(undefined)]) {
    const { gets } = await link(t, { browserSignIn })
    t.notMatch((await gets()).body, '/sign-in')
    t.equal((await gets('/sign-in')).statusCode, 404)
  }
})

t.test('an invalid link has the page of all invalid links', async t => {
  const { api } = await link(t)
  const other = await api.app.inject({ url: `/${'0'.repeat(32)}/sign-in` })
  t.equal(other.statusCode, 404)
  t.match(other.body, 'This invitation is not valid')
})

t.test('the password can go to the WebSocket alone: no form is sent, and no other place is reached', async t => {
  const { gets, openInviteId } = await link(t)
  const { statusCode, headers, body } = await gets('/sign-in')
  t.equal(statusCode, 200)
  const policy = String(headers['content-security-policy']).split('; ')
  t.ok(policy.includes("form-action 'none'"))
  t.ok(policy.includes("connect-src 'self' wss://chat.example.org:5281"))
  t.ok(policy.includes("script-src 'self'"))
  t.notMatch(body, /<form[^>]* action=/)
  t.notMatch(body, /<script(?![^>]* src="\/client\/)/)
  t.match(body, '<form class="sign-in" hidden>')
  t.match(body, `data-password="${openInviteId}" data-domain="example.org" data-websocket="${SOCKET}"`)
  t.match(body, '<noscript>')
})

t.test('names stay text on the page of the sign-in', async t => {
  const { api, roomId, gets } = await link(t)
  await api.changeRecord(roomId, { config: { name: '"><script>alert(1)</script>', linkPreview: 'name' } })
  const { body } = await gets('/sign-in')
  t.notMatch(body, '<script>')
  t.match(body, '&lt;script&gt;alert(1)')
})

t.test('a room that shows nothing shows no name at the sign-in', async t => {
  const { api, roomId, gets } = await link(t)
  await api.changeRecord(roomId, { config: { linkPreview: 'nothing' } })
  const { body } = await gets('/sign-in')
  t.notMatch(body, 'Verona')
  t.match(body, 'a group chat')
})

t.test('the page of a new account leads to the sign-in with its name', async t => {
  const api = await peopleApi(t, { browserSignIn: at(SOCKET) })
  const romeo = await api.person('romeo@example.org')
  const roomId = String((await romeo.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const openInviteId = String((await romeo.posts('/users/me/public-links/bind', { roomId })).body.data['openInviteId'])
  const { body } = await api.app.inject({
    method: 'POST',
    url: `/${openInviteId}/account`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ account: 'juliet', password: 'O Romeo, 1597!' }).toString(),
  })
  t.match(body, `<a class="primary" href="/${openInviteId}/sign-in#name=juliet">Open the room in the browser</a>`)
})
