import t from 'tap'
import { assertLike, assertRefused } from '../scenario/index.js'
import { changes, linkedScene, makesLink, SECRET } from './plain-link.js'
import { by, isRefused } from './token.js'

const ASKED = ['not-authorized', 'auth'] as const
const MEMBERS_ONLY = ['registration-required', 'auth'] as const
const says = (feature: string) => `<iq type='result'><query><feature var='${feature}'/></query></iq>`
const PROTECTED = says('muc_passwordprotected')
const UNSECURED = says('muc_unsecured')

t.test('7.2.6: a members-only room that a link opens asks non-members for the link as the password', async t => {
  const { romeo, juliet, room, link, restart } = await linkedScene(t)
  for (const none of ['', by('').inside, by(' ').inside]) {
    assertRefused(await isRefused(juliet, room, none), ASKED, 'Paste the link, or its id, as the password')
  }
  for (const wrong of ['wherefore', 'https://rooms.example.org/']) {
    assertRefused(await isRefused(juliet, room, by(wrong).inside), ASKED, 'Paste the whole link')
  }
  await romeo.receivesNothing()
  await restart()
  assertRefused(await isRefused(juliet, room), ASKED, 'Paste the link')
  await juliet.enters(room, by(link.id))
})

t.test('7.2.6: without a link that admits people now, a members-only room asks for no password', async t => {
  const { romeo, juliet, room, link, passes } = await linkedScene(t, { terms: { lifetime: 60 } })
  const isClosed = async () => {
    for (const inside of ['', by('wherefore').inside])
      assertRefused(await isRefused(juliet, room, inside), MEMBERS_ONLY)
    assertLike(await juliet.discovers('info', room), UNSECURED)
  }
  const isOpen = async () => assertRefused(await isRefused(juliet, room), ASKED)
  await isOpen()
  for (const [closed, open] of [
    [{ admission: 'lock' }, { admission: 'unlock_ack' }],
    [{ paused: true }, { paused: false }],
    [{ domains: ['capulet.example'] }, { domains: [] }],
  ] as const) {
    await changes(romeo, link, closed)
    await isClosed()
    await changes(romeo, link, open)
    await isOpen()
  }
  await romeo.configures(room, { 'x-muc#roomconfig_autoregister': 'lock' })
  await isClosed()
  await romeo.configures(room, { 'x-muc#roomconfig_autoregister': 'unlock' })
  await isOpen()
  await passes(60_000)
  await isClosed()
  const other = await makesLink(romeo, room, { maxUses: 1 })
  await isOpen()
  await romeo.calls('DELETE', other.path)
  await isClosed()
})

t.test('7.2.6: a link whose maker may not invite makes no room ask for it', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  await makesLink(mercutio, room)
  await romeo.calls('DELETE', link.path)
  assertRefused(await isRefused(juliet, room), ASKED)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  assertRefused(await isRefused(juliet, room), MEMBERS_ONLY)
})

t.test('7.2.7: a banned person is asked for no link', async t => {
  const { romeo, juliet, room } = await linkedScene(t)
  await romeo.administers(room, `<item affiliation='outcast' jid='${juliet.bare}'/>`)
  assertRefused(await isRefused(juliet, room), ['forbidden', 'auth'])
  assertLike(await juliet.discovers('info', room), UNSECURED)
})

t.test('6.4: a room that asks for the link is password-protected for non-members, unsecured for members', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t)
  assertLike(await juliet.discovers('info', room), PROTECTED)
  assertLike(await romeo.discovers('info', room), UNSECURED)
  await juliet.enters(room, by(link.id))
  assertLike(await juliet.discovers('info', room), UNSECURED)
  await juliet.leaves(room)
  await juliet.enters(room)
})

t.test('6.4: a room open to all is unsecured, whatever links it has', async t => {
  const { romeo, juliet, room } = await linkedScene(t)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '0' })
  assertLike(await juliet.discovers('info', room), UNSECURED)
  await juliet.enters(room)
})

t.test('7.2.5, 7.2.6: a members-only room with a password of its own asks non-members for the link', async t => {
  const { juliet, room, link } = await linkedScene(t, { config: SECRET })
  for (const inside of ['', by('wherefore').inside, by('0'.repeat(32)).inside]) {
    assertRefused(await isRefused(juliet, room, inside), ASKED, 'aste the')
  }
  await juliet.enters(room, by(link.id))
})

t.test('7.2.6: a person who waits for an approval is told so, and may still try another link', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: { admission: 'unlock_ack' } })
  assertRefused(await isRefused(juliet, room, by(link.id).inside), MEMBERS_ONLY, 'moderator')
  assertRefused(await isRefused(juliet, room), MEMBERS_ONLY, 'Your request to join waits')
  assertRefused(await isRefused(juliet, room, by('wherefore').inside), ASKED, 'Paste the whole link')
  const other = await makesLink(romeo, room)
  await juliet.enters(room, by(other.id))
})

t.test('7.2.5: the link is taken as people paste it', async t => {
  const { juliet, mercutio, actor, room, link } = await linkedScene(t)
  const { id } = link
  const address = `https://rooms.example.org/chat/${id}`
  await juliet.enters(room, by(`${address}?from=mail#top`))
  await mercutio.enters(room, by(` &lt;${address}/&gt;. `))
  await (await actor('tybalt')).enters(room, by(`"${address.toUpperCase()}",`))
  await (await actor('nurse')).enters(room, by(`xmpp:${room}?join;password=${id}`))
})
