import t, { type Test } from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { type SignedIn, signIn } from '../../src/demo/sign-in.js'
import { attr, type Element, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { demo } from '../demo/running-demo.js'
import { basic } from '../http/people.js'
import { signInGuest } from '../scenario/guest-client.js'
import { type Actor, type StageServer, scenario, startDevStage } from '../scenario/index.js'
import { startEjabberd } from '../servers/ejabberd.js'
import { startProsody } from '../servers/prosody.js'

const API = '/api/rainbow/enduser/v1.0'
const LOGIN = '/api/rainbow/authentication/v1.0/login'
const PASSWORD = 'Verona, 1597!'

type Started = (StageServer & { stop(): Promise<void> }) | { readonly skip: string }

async function startDev(): Promise<Started> {
  const { server, stop } = await startDevStage({ accounts: 'registered' })
  return { ...server, stop }
}

/** A server with registered accounts and open registration, on which the actors' password is the newcomer's. */
async function stage(t: Test, start: () => Promise<Started>): Promise<StageServer | { readonly skip: string }> {
  const server = await start()
  if ('skip' in server) return server
  t.teardown(() => server.stop())
  return { ...server, password: PASSWORD }
}

/** Makes a private room and its owner's link to it over REST. */
async function makesLink(owner: Actor): Promise<{ jid: string; openInviteId: string }> {
  const { body: room } = await owner.calls('POST', `${API}/rooms`, { name: 'The orchard' })
  const roomId = textAt(room, 'data', 'id')
  const { body: link } = await owner.calls('POST', `${API}/users/me/public-links/bind`, { roomId })
  return { jid: textAt(room, 'data', 'jid') ?? '', openInviteId: textAt(link, 'data', 'openInviteId') ?? '' }
}

const SERVERS: [string, () => Promise<Started>][] = [
  ['the dev server', startDev],
  ['Prosody', () => startProsody({ privilege: true, accounts: 'registered' })],
  ['ejabberd', () => startEjabberd({ privilege: true, accounts: 'registered' })],
]

for (const [name, start] of SERVERS) {
  t.test(`${name}: a newcomer registers by a link, is invited, enters the room and signs in over REST`, async t => {
    const server = await stage(t, start)
    if ('skip' in server) return t.plan(0, server.skip)
    const { juliet, actor, calls } = await scenario(t, { server, accounts: { registration: true } })
    const { jid, openInviteId } = await makesLink(juliet)
    await juliet.enters(jid)
    const asked = { loginEmail: 'tybalt', password: PASSWORD, openInviteId, firstName: 'Tybalt' }
    const path = `${API}/users/self-register`
    const made = await calls('', { method: 'POST', path, body: asked, authorization: 'Bearer null' })
    t.match(made, { status: 200, body: { data: { guestMode: true, jid_im: 'tybalt@localhost' } } })
    await juliet.receives(`<message from='${jid}'><event name='invitation' jid='tybalt@localhost'/></message>`)
    const tybalt = await actor('tybalt')
    const found = await tybalt.finds(
      `<message from='${juliet.bare}'><x xmlns='jabber:x:conference' jid='${jid}'/></message>`,
    )
    t.equal(found.attrs['type'] ?? 'normal', 'normal', 'XEP-0249: the invitation has no type')
    t.equal(tybalt.messagesAtSignIn().length, 1, 'nothing else waited for the newcomer')
    t.match((await tybalt.enters(jid)).toString(), 'affiliation="member"')
    const signedIn = await calls('', { method: 'GET', path: LOGIN, ...basic('tybalt', PASSWORD) })
    t.match(signedIn, { status: 200, body: { token: String, loggedInUser: { displayName: 'Tybalt' } } })
    const refused = await calls('', { method: 'GET', path: LOGIN, ...basic('tybalt', 'Capulet, 1597!') })
    t.match(refused, { status: 401, body: { errorDetailsCode: 401500 } })
  })
}

/** What `npm start` prints, and what alice says to a client in her room. */
async function alicesRoom(t: Test) {
  const { text, url } = await demo(t)
  const part = (pattern: RegExp) => pattern.exec(text())?.[1] ?? ''
  const [openInviteId, room] = [part(/([0-9a-f]{32})$/m), part(/(room_[^\s,]+)/)]
  const said = new Set<string>()
  const waits = new Set<() => void>()
  const hear = (stanza: Element) => {
    if (attr(stanza, 'from') === `${room}/alice`) said.add(stanza.getChildText('body') ?? '')
    for (const check of waits) check()
  }
  const aliceSays = (words: RegExp) =>
    new Promise<void>(resolve => {
      const check = () => [...said].some(line => words.test(line)) && resolve()
      waits.add(check)
      check()
    })
  return { openInviteId, room, url, hear, aliceSays, port: Number(part(/127\.0\.0\.1:(\d+) without TLS/)) }
}

function enters(client: SignedIn, { occupant, password }: { occupant: string; password?: string }): void {
  const given = password === undefined ? [] : [xml('password', {}, password)]
  client.send(xml('presence', { to: occupant }, xml('x', NS.muc, ...given)))
}

function says(client: SignedIn, room: string): void {
  client.send(xml('message', { to: room, type: 'groupchat' }, xml('body', {}, 'Hello')))
}

t.test('npm start: a guest comes in by the link that it prints, and alice answers', async t => {
  const { openInviteId, room, url, hear, aliceSays } = await alicesRoom(t)
  const response = await fetch(`${url}/api/v1/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ openInviteId, name: 'Reader' }),
  })
  const { data } = Object(await response.json())
  t.match({ status: response.status, data }, { status: 201, data: { room, nick: 'Reader' } })
  const guest = await signInGuest({ ...data, websocket: `${url.replace('http', 'ws')}/xmpp-websocket` }, hear)
  t.teardown(() => guest.stop())
  enters(guest, { occupant: `${room}/Reader` })
  await aliceSays(/^Welcome, Reader!/)
  says(guest, room)
  await aliceSays(/^I read you, Reader\./)
})

t.test('npm start: a reader with an XMPP client enters with the link as the password', async t => {
  const { openInviteId, room, port, hear, aliceSays } = await alicesRoom(t)
  const account = { port, domain: 'localhost', user: 'carol', password: 'carol', resource: 'reader' }
  const carol = await signIn(account, hear)
  t.teardown(() => carol.stop())
  enters(carol, { occupant: `${room}/Carol`, password: openInviteId })
  await aliceSays(/^Welcome, Carol!/)
})
