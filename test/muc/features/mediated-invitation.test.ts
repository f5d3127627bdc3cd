import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { itemOf, type Scene } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const NS = `xmlns='http://jabber.org/protocol/muc#user'`

/** The stanza that invites these people. */
function invites(room: string, ...invitations: string[]): string {
  return `<message to='${room}' id='i1'><x ${NS}>${invitations.join('')}</x></message>`
}

const toMercutio = `<invite to='mercutio@localhost'><reason>Come, &amp; dance</reason></invite>`

/** A members-only room with juliet as member. */
async function membersOnly(t: Parameters<typeof romeoAndJuliet>[0], allowInvites: '0' | '1'): Promise<Scene> {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1', 'muc#roomconfig_allowinvites': allowInvites })
  await Promise.all([romeo.receivedMeanwhile(), juliet.receivedMeanwhile()])
  return scene
}

function inviteIn(message: Element | undefined): Element | undefined {
  return message?.getChild('x', 'http://jabber.org/protocol/muc#user')?.getChild('invite')
}

t.test('7.8.2: the room forwards the invitation from itself and names the inviter', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(invites(room, toMercutio))
  const [message] = await mercutio.receivesOnly(`<message from='${room}'><x ${NS}><invite/></x></message>`)
  t.equal(inviteIn(message)?.getChildText('reason'), 'Come, & dance')
  t.equal(inviteIn(message)?.attrs['from'], `${room}/juliet`)
  t.notOk(message?.attrs['type'])
  await juliet.receivesNothing()
  await romeo.receivesNothing()
})

t.test('7.8.2: in a non-anonymous room the invitation names the inviter by real JID', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  romeo.sends(invites(room, toMercutio))
  await mercutio.receives(`<message from='${room}'><x><invite from='${romeo.bare}'/></x></message>`)
})

t.test('Rule 23, §7.8.2: a claimed inviter is replaced by the true one', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(invites(room, `<invite from='romeo@localhost' to='mercutio@localhost'/>`, `<password>forged</password>`))
  const [message] = await mercutio.receivesOnly(
    `<message from='${room}'><x><invite from='${room}/juliet'/></x></message>`,
  )
  t.notOk(message?.getChild('x')?.getChild('password'))
})

t.test('7.8.2: the invitation carries the password of the room', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_roomsecret': 'r0se & thorn' })
  juliet.sends(invites(room, toMercutio))
  await mercutio.receives(`<message><x><invite/><password>r0se &amp; thorn</password></x></message>`)
  await mercutio.enters(room, { inside: '<password>r0se &amp; thorn</password>' })
})

t.test('Rule 23, §7.8.2: one message invites several people, each by a separate message', async t => {
  const { juliet, mercutio, actor, room } = await romeoAndJuliet(t)
  const tybalt = await actor('tybalt')
  juliet.sends(invites(room, toMercutio, `<invite to='${tybalt.jid}'><reason>Thou too</reason></invite>`))
  const [one] = await mercutio.receivesOnly(
    `<message><x><invite><reason>Come, &amp; dance</reason></invite></x></message>`,
  )
  const [two] = await tybalt.receivesOnly(`<message><x><invite><reason>Thou too</reason></invite></x></message>`)
  t.equal(two?.attrs['to'], tybalt.jid)
  t.notSame(one?.attrs['id'], two?.attrs['id'])
  for (const message of [one, two]) t.equal(message?.getChild('x')?.getChildren('invite').length, 1)
})

t.test('7.9: a continue element and its thread are passed on with the invitation', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(invites(room, `<invite to='mercutio@localhost'><continue thread='e0ffe42b'/></invite>`))
  await mercutio.receives(`<message><x><invite><continue thread='e0ffe42b'/></invite></x></message>`)
  juliet.sends(invites(room, `<invite to='mercutio@localhost'><continue/></invite>`))
  const plain = await mercutio.receives(`<message><x><invite><continue/></invite></x></message>`)
  t.same(inviteIn(plain)?.getChild('continue')?.attrs, {})
})

t.test('7.8.2: an invitation to an offline user waits for the next sign-in', async t => {
  const { juliet, mercutio, actor, room } = await romeoAndJuliet(t)
  await mercutio.signsOut()
  juliet.sends(invites(room, toMercutio))
  await juliet.settles()
  const again = await actor('mercutio', 'tavern')
  await again.finds(`<message from='${room}'><x><invite from='${room}/juliet'/></x></message>`)
})

t.test('Rule 26, §9.5: an invitation in an open room makes no member', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  romeo.sends(invites(room, toMercutio))
  await mercutio.receives('<message><x><invite/></x></message>')
  t.match(itemOf(await mercutio.enters(room)), { affiliation: 'none' })
})

t.test('9.5: an invitation to a members-only room makes a member, who may then enter', async t => {
  const { juliet, mercutio, room } = await membersOnly(t, '1')
  juliet.sends(invites(room, toMercutio))
  await mercutio.receives('<message><x><invite/></x></message>')
  t.match(itemOf(await mercutio.enters(room)), { affiliation: 'member', role: 'participant' })
})

t.test("Rule 25, §9.5: where only admins invite to a members-only room, a member's invitation is refused", async t => {
  const { romeo, juliet, mercutio, room } = await membersOnly(t, '0')
  juliet.sends(invites(room, toMercutio))
  await juliet.receivesOnly(
    `<message type='error' id='i1' from='${room}'><x><invite to='mercutio@localhost'/></x><error type='auth'><forbidden/></error></message>`,
  )
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receivesOnly(`<presence type='error'><error><registration-required/></error></presence>`)
  romeo.sends(invites(room, toMercutio))
  await mercutio.receives('<message><x><invite/></x></message>')
})

t.test('9.5: inviting a member or higher does not change the affiliation', async t => {
  const { romeo, juliet, room } = await membersOnly(t, '1')
  juliet.sends(invites(room, `<invite to='romeo@localhost'/>`))
  await romeo.receivesOnly(`<message><x><invite from='${room}/juliet'/></x></message>`)
  t.match(itemOf(await romeo.enters(room)), { affiliation: 'owner' })
})

t.test('7.8.2: an outsider may not invite to the room', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(invites(room, `<invite to='juliet@localhost'/>`))
  await mercutio.receivesOnly(`<message type='error' id='i1'><error type='auth'><forbidden/></error></message>`)
  await juliet.receivesNothing()
})

t.test('a message that invites a banned user is refused as a whole', async t => {
  const { romeo, juliet, mercutio, actor, room } = await romeoAndJuliet(t)
  const tybalt = await actor('tybalt')
  await romeo.administers(room, `<item affiliation='outcast' jid='${tybalt.bare}'/>`)
  juliet.sends(invites(room, toMercutio, `<invite to='${tybalt.bare}'/>`))
  await juliet.receivesOnly(`<message type='error' id='i1'><error><not-allowed/></error></message>`)
  await mercutio.receivesNothing()
  await tybalt.receivesNothing('<message><x><invite/></x></message>')
})

t.test('7.8.2: an invitation to an invalid JID is returned as an error', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  for (const to of ['', '@localhost', 'a b@localhost']) {
    juliet.sends(invites(room, `<invite to='${to}'/>`))
    await juliet.receivesOnly(`<message type='error' id='i1'><error type='modify'><jid-malformed/></error></message>`)
  }
})

t.test('an invitation that fails to commit is not sent and makes no member', async t => {
  const { juliet, mercutio, room, store } = await membersOnly(t, '1')
  store.failNextCommit()
  juliet.sends(invites(room, toMercutio))
  await juliet.receivesOnly(
    `<message type='error' id='i1'><error type='wait'><internal-server-error/></error></message>`,
  )
  await mercutio.receivesNothing()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receives(`<presence type='error'><error><registration-required/></error></presence>`)
  juliet.sends(invites(room, toMercutio))
  await mercutio.receives('<message><x><invite/></x></message>')
})

t.test('an invitation whose commit ended in doubt, but is on the disk, is sent once', async t => {
  const { juliet, mercutio, room, store } = await membersOnly(t, '1')
  store.doubtNextCommit()
  juliet.sends(invites(room, toMercutio))
  await juliet.receivesOnly(
    `<message type='error' id='i1'><error type='wait'><internal-server-error/></error></message>`,
  )
  await mercutio.receives('<message><x><invite/></x></message>')
  await mercutio.receivesNothing()
})
