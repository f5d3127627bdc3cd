import type { Test } from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { type Actor, type SceneOptions, type StageServer, scenario } from '../scenario/index.js'

const API = '/api/rainbow/enduser/v1.0'

/** A server that the scenes share, or the reason to skip them. */
export type Staging = { readonly server: StageServer; restart?(): Promise<void> } | { readonly skip: string }

type Link = { readonly id: string; readonly jid: string; readonly openInviteId: string }

/** Makes a private room and its owner's link to it over REST. */
async function makesLink(owner: Actor): Promise<Link> {
  const { body: room } = await owner.calls('POST', `${API}/rooms`, { name: 'The orchard' })
  const id = textAt(room, 'data', 'id') ?? ''
  const { body: link } = await owner.calls('POST', `${API}/users/me/public-links/bind`, { roomId: id })
  return { id, jid: textAt(room, 'data', 'jid') ?? '', openInviteId: textAt(link, 'data', 'openInviteId') ?? '' }
}

function opens(joiner: Actor, { openInviteId }: Link): ReturnType<Actor['calls']> {
  return joiner.calls('POST', `${API}/rooms/open-invites`, { openInviteId, reason: 'Come up' })
}

/** The main job of the service: from the link to the room, and what a room must do, with and without XEP-0356. */
export function mainJob(t: Test, start: (t: Test, grants: boolean) => Promise<Staging>): void {
  for (const grants of [true, false]) {
    t.test(grants ? 'with the grant to send for users' : 'without the grant to send for users', async t => {
      const staging = await start(t, grants)
      if ('skip' in staging) return t.plan(0, staging.skip)
      const options: SceneOptions = { server: staging.server }
      if (grants) {
        invitesInTheOwnersName(t, options)
        livesOn(t, options, staging.restart)
      } else {
        invitesFromTheRoom(t, options)
      }
    })
  }
}

function invitesInTheOwnersName(t: Test, options: SceneOptions): void {
  t.test("a link admits a person: the owner's invitation, the moderators' event, a place in the room", async t => {
    const { juliet, romeo } = await scenario(t, options)
    const link = await makesLink(juliet)
    await juliet.enters(link.jid)
    await romeo.usesFamilyClient()
    const answer = await opens(romeo, link)
    t.same(answer, { status: 200, body: { data: { roomId: link.id, hasAlreadyJoinThisRoom: false } } })
    await romeo.receives(`<message from='${juliet.bare}' type='chat'>
      <x xmlns='jabber:x:conference' jid='${link.jid}' reason='Come up' thread='${link.id}'/>
      <event xmlns='jabber:iq:configuration' name='invitation'/></message>`)
    await juliet.receives(`<message from='${link.jid}'><body>romeo has been invited to join the bubble</body>
      <event xmlns='jabber:iq:configuration' name='invitation' jid='${romeo.bare}'/></message>`)
    const self = await romeo.enters(link.jid)
    t.match(self.toString(), 'affiliation="member"')
    await juliet.receives(`<presence from='${link.jid}/romeo'><x><item affiliation='member'/></x></presence>`)
  })

  t.test('a second join by an occupant is answered, and sends nothing again', async t => {
    const { juliet, romeo } = await scenario(t, options)
    const link = await makesLink(juliet)
    await juliet.enters(link.jid)
    await opens(romeo, link)
    await romeo.receives(`<message><x jid='${link.jid}'/></message>`)
    await juliet.receives(`<message from='${link.jid}'><event jid='${romeo.bare}'/></message>`)
    const again = await opens(romeo, link)
    t.same(again.body, { data: { roomId: link.id, hasAlreadyJoinThisRoom: true } })
    await romeo.receivesNothing()
    await juliet.receivesNothing()
  })

  t.test('an offline joiner receives the invitation at the next sign-in', async t => {
    const { juliet, actor, calls } = await scenario(t, options)
    const { openInviteId, jid } = await makesLink(juliet)
    const call = { method: 'POST' as const, path: `${API}/rooms/open-invites`, body: { openInviteId } }
    t.equal((await calls('rosaline@localhost', call)).status, 200)
    await juliet.receivesNothing()
    const rosaline = await actor('rosaline')
    await rosaline.finds(`<message from='${juliet.bare}'><x xmlns='jabber:x:conference' jid='${jid}'/></message>`)
    t.equal(rosaline.messagesAtSignIn().length, 1, 'nothing else waited')
  })
}

function invitesFromTheRoom(t: Test, options: SceneOptions): void {
  t.test('the mediated invitation comes from the room and names the owner of the link', async t => {
    const { juliet, romeo } = await scenario(t, options)
    const link = await makesLink(juliet)
    await opens(romeo, link)
    await romeo.receives(`<message from='${link.jid}'>
      <x xmlns='http://jabber.org/protocol/muc#user'><invite from='${juliet.bare}'><reason>Come up</reason></invite></x>
      <x xmlns='jabber:x:conference' jid='${link.jid}'/></message>`)
    await romeo.enters(link.jid)
  })
}

function livesOn(t: Test, options: SceneOptions, restart?: () => Promise<void>): void {
  t.test('a restart keeps the rooms, the links and the occupants', async t => {
    const scene = await scenario(t, options)
    const { juliet, romeo, mercutio } = scene
    const link = await makesLink(juliet)
    await juliet.enters(link.jid)
    juliet.sends(`<message to='${link.jid}' type='groupchat'><subject>Nightingale</subject></message>`)
    juliet.sends(`<message to='${link.jid}' type='groupchat'><body>It was not the lark ☃</body></message>`)
    await juliet.receives(`<message><body>It was not the lark ☃</body></message>`)
    await opens(romeo, link)
    await scene.restart()
    romeo.sends(`<presence to='${link.jid}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    await romeo.receives(
      `<presence from='${link.jid}/juliet'/>`,
      `<presence from='${link.jid}/romeo'><x><item affiliation='member'/><status code='110'/></x></presence>`,
      `<message><body>It was not the lark ☃</body><delay from='${link.jid}'/></message>`,
      `<message><subject>Nightingale</subject></message>`,
    )
    await juliet.receives(`<presence from='${link.jid}/romeo'/>`)
    juliet.sends(`<message to='${link.jid}' type='groupchat'><body>Believe me, love</body></message>`)
    await romeo.receives(`<message from='${link.jid}/juliet'><body>Believe me, love</body></message>`)
    t.match((await opens(mercutio, link)).body, { data: { hasAlreadyJoinThisRoom: false } })
  })

  t.test('a client whose connection breaks leaves its rooms', async t => {
    const { juliet, actor, room } = await scenario(t, options)
    await juliet.enters(room)
    const romeo = await actor('romeo', 'ladder')
    await romeo.enters(room)
    romeo.vanishes()
    await juliet.receives(`<presence type='unavailable' from='${room}/romeo'><x><item role='none'/></x></presence>`)
  })

  t.test('a room is created, configured, moderated and destroyed over XMPP alone', async t => {
    const { juliet, romeo, mercutio, room } = await scenario(t, options)
    await juliet.enters(room)
    await juliet.configures(room, { 'muc#roomconfig_roomname': 'Capulets', 'muc#roomconfig_persistentroom': '1' })
    await romeo.enters(room)
    await mercutio.enters(room)
    romeo.sends(`<message to='${room}/mercutio' type='chat'><body>A word</body></message>`)
    await mercutio.receives(`<message from='${room}/romeo' type='chat'><body>A word</body></message>`)
    await juliet.administers(room, `<item nick='mercutio' role='none'/>`)
    await mercutio.receives(`<presence type='unavailable'><x><status code='307'/></x></presence>`)
    await romeo.receives(`<presence type='unavailable' from='${room}/mercutio'><x><status code='307'/></x></presence>`)
    await juliet.administers(room, `<item jid='${mercutio.bare}' affiliation='outcast'/>`)
    mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    await mercutio.receives(`<presence type='error'><error type='auth'><forbidden/></error></presence>`)
    const owner = "xmlns='http://jabber.org/protocol/muc#owner'"
    await juliet.asks(
      `<iq type='set' to='${room}'><query ${owner}><destroy><reason>Peace</reason></destroy></query></iq>`,
    )
    await romeo.receives(`<presence type='unavailable'><x><destroy><reason>Peace</reason></destroy></x></presence>`)
  })

  if (restart) {
    t.test('after a restart of the XMPP server the link is restored and the rooms work again', async t => {
      const scene = await scenario(t, options)
      const link = await makesLink(scene.juliet)
      await opens(scene.romeo, link)
      await restart()
      await scene.linkIsUp()
      const romeo = await scene.actor('romeo', 'again')
      t.match((await romeo.enters(link.jid)).toString(), 'affiliation="member"')
    })
  }
}
