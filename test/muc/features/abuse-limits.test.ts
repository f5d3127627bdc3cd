import t from 'tap'
import { domainOf } from '../../../src/stanza/jid.js'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const WAIT: readonly [string, string] = ['policy-violation', 'wait']
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const says = (room: string, id: string) =>
  `<message to='${room}' type='groupchat' id='${id}'><body>${id}</body></message>`

t.test('limits.messagesPerUser: a message over the limit is refused with the time to wait', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { limits: { messagesPerUser: 2 } })
  for (const id of ['m1', 'm2']) romeo.sends(says(room, id))
  await romeo.receives(`<message id='m1' from='${room}/romeo'/>`, `<message id='m2' from='${room}/romeo'/>`)
  romeo.sends(says(room, 'm3'))
  assertRefused(await romeo.receives(`<message id='m3' type='error'/>`), WAIT, 'the limit is 2 a minute. Try again in ')
  await juliet.receivesOnly(`<message id='m1'/>`, `<message id='m2'/>`)
  juliet.sends(says(room, 'm4'))
  await romeo.receives(`<message id='m4' from='${room}/juliet'/>`)
})

t.test('limits.messagesPerUser: all clients and rooms of a user count together', async t => {
  const { romeo, actor, room, domain } = await romeoAndJuliet(t, { limits: { messagesPerUser: 1 } })
  const garden = await actor('romeo', 'garden')
  await garden.enters(`mantua@${domain}`)
  romeo.sends(says(room, 'm1'))
  await romeo.receives(`<message id='m1' from='${room}/romeo'/>`)
  garden.sends(says(`mantua@${domain}`, 'm2'))
  assertRefused(await garden.receives(`<message id='m2' type='error'/>`), WAIT)
})

t.test('limits.messagesPerRoom: occupants share one limit, which outsiders do not use up', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t, { limits: { messagesPerRoom: 2 } })
  for (const id of ['o1', 'o2', 'o3']) mercutio.sends(says(room, id))
  for (const id of ['o1', 'o2', 'o3']) {
    assertRefused(await mercutio.receives(`<message id='${id}' type='error'/>`), ['not-acceptable', 'modify'])
  }
  romeo.sends(says(room, 'm1'))
  await juliet.receives(`<message id='m1'/>`)
  juliet.sends(says(room, 'm2'))
  await romeo.receives(`<message id='m2'/>`)
  romeo.sends(says(room, 'm3'))
  assertRefused(await romeo.receives(`<message id='m3' type='error'/>`), WAIT, 'to this room')
  await juliet.receivesNothing(`<message id='m3'/>`)
})

t.test('limits.joinsPerUser: an entry over the limit is refused; leaving is always possible', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { limits: { joinsPerUser: 1 } })
  juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)
  await juliet.leaves(room)
  await romeo.receives(`<presence from='${room}/juliet' type='unavailable'/>`)
  juliet.sends(enter(`${room}/juliet`))
  assertRefused(await juliet.receives(`<presence type='error'/>`), WAIT, 'You enter rooms too often')
  await romeo.receivesNothing()
})

t.test('limits.queriesPerUser: searching rooms over the limit is refused, for this user only', async t => {
  const { romeo, juliet, domain } = await scenario(t, { limits: { queriesPerUser: 70 } })
  const search = `<iq type='get' to='${domain}'><search xmlns='urn:xmpp:channel-search:0:search'>
    <x xmlns='jabber:x:data' type='submit'><field var='all'><value>1</value></field></x></search></iq>`
  const ask = `<iq type='get' to='${domain}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>`
  assertLike(await romeo.asks(search), "<iq type='result'/>")
  assertRefused(await romeo.asks(search), WAIT, 'You send too many requests; the limit is 70 a minute. Try again in ')
  assertLike(await romeo.asks(ask), "<iq type='result'/>")
  assertLike(await juliet.asks(search), "<iq type='result'/>")
})

t.test('limits.joinsPerRoom: a room refuses entries over the limit', async t => {
  const { romeo, juliet, mercutio, room, domain } = await scenario(t, { limits: { joinsPerRoom: 2 } })
  await romeo.enters(room)
  await juliet.enters(room)
  mercutio.sends(enter(`${room}/mercutio`))
  assertRefused(await mercutio.receives(`<presence type='error'/>`), WAIT, 'in')
  await mercutio.enters(`mantua@${domain}`)
})

for (const limit of ['presencesPerUser', 'presencesPerRoom'] as const) {
  t.test(`limits.${limit}: presence in a room over the limit is refused`, async t => {
    const { romeo, juliet, room } = await romeoAndJuliet(t, { limits: { [limit]: 1 } })
    const shows = (show: string) => `<presence to='${room}/juliet'><show>${show}</show></presence>`
    juliet.sends(shows('away'))
    await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)
    juliet.sends(shows('dnd'))
    assertRefused(await juliet.receives(`<presence type='error'/>`), WAIT, 'presence')
    await juliet.leaves(room)
    await romeo.receivesOnly(`<presence from='${room}/juliet' type='unavailable'/>`)
  })
}

t.test('limits: an admin of the service has none, and does not use up those of others', async t => {
  const limits = { messagesPerUser: 1, messagesPerRoom: 1, joinsPerUser: 1 }
  const { romeo, juliet, room } = await romeoAndJuliet(t, { limits, admins: ['juliet'] })
  for (const id of ['m1', 'm2', 'm3']) juliet.sends(says(room, id))
  await romeo.receives(`<message id='m1'/>`, `<message id='m2'/>`, `<message id='m3'/>`)
  romeo.sends(says(room, 'm4'))
  await juliet.receives(`<message id='m4' from='${room}/romeo'/>`)
})

t.test('limits.stanzaBytes: a longer stanza is refused, and the error omits its content', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { limits: { stanzaBytes: 10_000 } })
  const long = `<message to='${room}' type='groupchat' id='m1'><body>${'x'.repeat(10_000)}</body></message>`
  romeo.sends(long)
  const refusal = await romeo.receives(`<message id='m1' type='error'/>`)
  assertRefused(refusal, ['policy-violation', 'modify'], '10000 bytes')
  t.equal(refusal.getChild('body'), undefined)
  await juliet.receivesNothing()
})

const invites = (room: string, people: readonly string[], id: string) =>
  `<message to='${room}' id='${id}'><x xmlns='http://jabber.org/protocol/muc#user'>
    ${people.map(person => `<invite to='${person}'/>`).join('')}</x></message>`
const strangers = ({ bare }: Actor, count: number) =>
  Array.from({ length: count }, (_, n) => `stranger${n}@${domainOf(bare)}`)

t.test(
  '7.8.2, limits.invitationsPerUser: few people who do not belong to the room are invited in a minute',
  async t => {
    const { romeo, juliet, mercutio, room, passes } = await romeoAndJuliet(t, {
      limits: { invitationsPerUser: 2 },
    })
    const invitesMercutio = (id: string, others: readonly string[] = []) =>
      romeo.sends(invites(room, [mercutio.bare, ...others], id))
    invitesMercutio('i1', strangers(romeo, 1))
    await mercutio.receives(`<message from='${room}'><x><invite/></x></message>`)
    romeo.sends(invites(room, strangers(romeo, 1), 'i2'))
    assertRefused(
      await romeo.receives(`<message id='i2' type='error'/>`),
      WAIT,
      'the limit is 2 a minute. Try again in ',
    )
    await romeo.asks(`<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>
    <item jid='${mercutio.bare}' affiliation='member'/></query></iq>`)
    invitesMercutio('i3')
    await mercutio.receives(`<message from='${room}'><x><invite/></x></message>`)
    juliet.sends(invites(room, [mercutio.bare], 'i4'))
    await mercutio.receives(`<message from='${room}'><x><invite/></x></message>`)
    await passes(60_000)
    invitesMercutio('i5', strangers(romeo, 2))
    await mercutio.receives(`<message from='${room}'><x><invite/></x></message>`)
  },
)

t.test('limits.messagesPerUser: a message counts as often as it invites', async t => {
  const { romeo, room } = await romeoAndJuliet(t, { limits: { messagesPerUser: 4 } })
  romeo.sends(invites(room, strangers(romeo, 3), 'i1'))
  romeo.sends(says(room, 'm1'))
  await romeo.receives(`<message id='m1' from='${room}/romeo'/>`)
  romeo.sends(says(room, 'm2'))
  assertRefused(await romeo.receives(`<message id='m2' type='error'/>`), WAIT)
})
