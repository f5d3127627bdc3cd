import t, { type Test } from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { makeAccounts } from '../scenario/accounts.js'
import { type Actor, type Scene, scenario } from '../scenario/index.js'
import { startEjabberd } from './ejabberd.js'
import { type Pair, startPair } from './federation.js'
import { startProsody } from './prosody.js'

const API = '/api/rainbow/enduser/v1.0'

type Link = { readonly jid: string; readonly openInviteId: string }

/** Makes a private room and its owner's link to it over REST, and lets the owner enter. */
async function opensRoom(owner: Actor): Promise<Link> {
  const { body: room } = await owner.calls('POST', `${API}/rooms`, { name: 'The orchard' })
  const roomId = textAt(room, 'data', 'id')
  const { body: link } = await owner.calls('POST', `${API}/users/me/public-links/bind`, { roomId })
  const jid = textAt(room, 'data', 'jid') ?? ''
  await owner.enters(jid)
  return { jid, openInviteId: textAt(link, 'data', 'openInviteId') ?? '' }
}

/** Joins by the link over REST; gives the status. */
async function joins({ calls }: Scene, person: string, { openInviteId }: Link): Promise<number> {
  const path = `${API}/rooms/open-invites`
  return (await calls(person, { method: 'POST', path, body: { openInviteId } })).status
}

/** The invitation in the name of the owner of the link. */
function invitation(owner: Actor, { jid }: Link, more = ''): string {
  return `<message from='${owner.bare}'><x xmlns='jabber:x:conference' jid='${jid}'/>${more}</message>`
}

function opensALink(t: Test, { home, other }: Pair): void {
  t.test('a person of another server joins by a link over REST: is invited, enters and hears the room', async t => {
    const scene = await scenario(t, { server: home })
    const { juliet } = scene
    const link = await opensRoom(juliet)
    const tybalt = await scene.actor('tybalt', 'street', other)
    t.equal(await joins(scene, tybalt.bare, link), 200)
    await tybalt.receives(invitation(juliet, link))
    await juliet.receives(`<message from='${link.jid}'><event name='invitation' jid='${tybalt.bare}'/></message>`)
    t.match((await tybalt.enters(link.jid)).toString(), 'affiliation="member"')
    await juliet.receives(`<presence from='${link.jid}/tybalt'><x><item affiliation='member'/></x></presence>`)
    juliet.sends(`<message to='${link.jid}' type='groupchat'><body>Good pilgrim</body></message>`)
    await tybalt.receives(`<message from='${link.jid}/juliet'><body>Good pilgrim</body></message>`)
    await tybalt.leaves(link.jid)
    await juliet.receives(`<presence type='unavailable' from='${link.jid}/tybalt'/>`)
  })

  t.test('an offline person of another server finds the invitation at the next sign-in', async t => {
    const scene = await scenario(t, { server: home })
    const { juliet } = scene
    const link = await opensRoom(juliet)
    const tybalt = await scene.actor('tybalt', 'street', other)
    await makeAccounts(other, ['rosaline'])
    t.equal(await joins(scene, `rosaline@${other.domain}`, link), 200)
    t.equal(await joins(scene, tybalt.bare, link), 200)
    // It comes on the same stream between the servers, after that of rosaline.
    await tybalt.receives(invitation(juliet, link))
    const rosaline = await scene.actor('rosaline', 'garden', other)
    await rosaline.finds(invitation(juliet, link, `<delay xmlns='urn:xmpp:delay'/>`))
    t.match((await rosaline.enters(link.jid)).toString(), 'affiliation="member"')
  })

  t.test('7.2.6: a person of another server enters by the id of a link as password', async t => {
    const { juliet, actor } = await scenario(t, { server: home })
    const { jid, openInviteId } = await opensRoom(juliet)
    const tybalt = await actor('tybalt', 'street', other)
    const self = await tybalt.enters(jid, { inside: `<password>${openInviteId}</password>` })
    t.match(self.toString(), 'affiliation="member"')
    await juliet.receives(`<presence from='${jid}/tybalt'><x><item affiliation='member'/></x></presence>`)
  })
}

/** Ends the other server: it must be the last scene. */
function losesTheServer(t: Test, { home, other }: Pair): void {
  t.test('11.1: the occupants of a server that is lost leave the room with the first message to them', async t => {
    const scene = await scenario(t, { server: home })
    const { juliet, romeo } = scene
    const link = await opensRoom(juliet)
    const strangers = [await scene.actor('tybalt', 'street', other), await scene.actor('petruchio', 'street', other)]
    for (const person of [romeo, ...strangers]) t.equal(await joins(scene, person.bare, link), 200)
    for (const person of [romeo, ...strangers]) await person.enters(link.jid)
    await other.endBy('SIGKILL')
    juliet.sends(`<message to='${link.jid}' type='groupchat'><body>Are you there</body></message>`)
    await romeo.receives(`<message from='${link.jid}/juliet'><body>Are you there</body></message>`)
    const left = strangers.map(({ name }) => {
      const x = `<x xmlns='http://jabber.org/protocol/muc#user'><item role='none'/><status code='333'/></x>`
      return `<presence type='unavailable' from='${link.jid}/${name}'>${x}</presence>`
    })
    for (const person of [juliet, romeo]) await person.receivesAll(...left)
    const items = await juliet.discovers('items', link.jid)
    t.equal(items.getChild('query')?.getChildElements().length, 2)
  })
}

for (const [title, home, other] of [
  ['rooms at Prosody, a person of ejabberd', startProsody, startEjabberd] as const,
  ['rooms at ejabberd, a person of Prosody', startEjabberd, startProsody] as const,
]) {
  t.test(title, async t => {
    const pair = await startPair(home, other)
    if ('skip' in pair) return t.plan(0, pair.skip)
    t.teardown(() => pair.stop())
    opensALink(t, pair)
    losesTheServer(t, pair)
  })
}
