import t, { type Test } from 'tap'
import { Player } from '../../src/demo/player.js'
import { textAt } from '../../src/demo/rest.js'
import { attr, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { demo } from '../demo/running-demo.js'
import { basic } from '../http/people.js'
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

t.test('npm start: a reader with an XMPP client enters by the link that it prints, and alice answers', async t => {
  const { text } = await demo(t)
  const part = (pattern: RegExp) => pattern.exec(text())?.[1] ?? ''
  const [id, room, port] = [part(/([0-9a-f]{32})$/m), part(/(room_\S+@\S+)/), Number(part(/port\s+(\d+) tls/))]
  const carol = await Player.signIn({ port, domain: 'localhost', user: 'carol', password: 'carol', resource: 'r' })
  t.teardown(() => carol.leaves())
  const aliceSays = (words: RegExp) =>
    carol.awaits(stanza => attr(stanza, 'from') === `${room}/alice` && words.test(stanza.getChildText('body') ?? ''))
  const welcome = aliceSays(/^Welcome, Carol!/)
  carol.send(xml('presence', { to: `${room}/Carol` }, xml('x', NS.muc, xml('password', {}, id))))
  t.ok(await welcome)
  const answer = aliceSays(/^I read you, Carol\./)
  carol.send(xml('message', { to: room, type: 'groupchat' }, xml('body', {}, 'Hello')))
  t.ok(await answer)
})
