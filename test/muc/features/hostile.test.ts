import t from 'tap'
import { assertLike, assertRefused, itemOf, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const MUC_USER = 'http://jabber.org/protocol/muc#user'
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const says = (room: string, more: string) =>
  `<message to='${room}' type='groupchat' id='m1'><body>Hello</body>${more}</message>`

for (const [what, spelt] of [
  ['capitals', (bare: string) => bare.toUpperCase()],
  ['a dot after the host', (bare: string) => `${bare}.`],
  ['a resource', (bare: string) => `${bare}/anywhere`],
  ['letters of full width', (bare: string) => bare.replace('j', '\uff4a')],
  ['a soft hyphen', (bare: string) => bare.replace('j', 'j\u00ad')],
] as const) {
  t.test(`7.2.7, 9.1: a ban applies to the user, also when written with ${what}`, async t => {
    const { romeo, juliet, room } = await scenario(t)
    await romeo.enters(room)
    await romeo.administers(room, `<item affiliation='outcast' jid='${spelt(juliet.bare)}'/>`)
    juliet.sends(enter(`${room}/juliet`))
    assertRefused(await juliet.receives(`<presence type='error'/>`), ['forbidden', 'auth'])
  })
}

t.test('9.1: a look-alike of a banned JID is another user', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, `<item affiliation='outcast' jid='${juliet.bare.replace('u', '\u03c5')}'/>`)
  await juliet.enters(room)
})

t.test('10.3: a look-alike of the owner owns nothing', async t => {
  const { romeo, juliet, actor, room, domain } = await scenario(t)
  await romeo.enters(room)
  const double = await actor('rom3o')
  await double.enters(room, { nick: 'Romeo' })
  const claim = `<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='owner' jid='${double.bare}'/></query>`
  assertRefused(await double.asks(`<iq type='set' to='${room}'>${claim}</iq>`), ['forbidden', 'auth'])
  juliet.sends(`<iq type='set' id='c' to='${room.replace(domain, domain.toUpperCase())}'>${claim}</iq>`)
  assertRefused(await juliet.receives(`<iq type='error' id='c'/>`), ['forbidden', 'auth'])
})

for (const [what, nick] of [
  ['a character without width', 'romeo\u200b'],
  ['a soft hyphen', 'ro\u00admeo'],
  ['letters of full width', '\uff52omeo'],
  ['a variation selector', 'romeo\ufe0f'],
] as const) {
  t.test(`7.2.8, 17.1: ${what} does not make another nick`, async t => {
    const { juliet, room } = await romeoAndJuliet(t)
    juliet.sends(`<presence to='${room}/${nick}'/>`)
    assertRefused(await juliet.receives(`<presence type='error'/>`), ['conflict', 'cancel'])
  })
}

t.test('only the room sets the stanza id, occupant id, room delay and status codes of a message', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const forged = [
    `<stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='${room}'/>`,
    `<occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/>`,
    `<delay xmlns='urn:xmpp:delay' from='${room}' stamp='1999-01-01T00:00:00Z'/>`,
    `<x xmlns='${MUC_USER}'><status code='332'/></x>`,
  ]
  juliet.sends(says(room, forged.join('')))
  const received = await romeo.receives(`<message from='${room}/juliet' type='groupchat'><body>Hello</body></message>`)
  t.notMatch(received.toString(), /forged|1999-01-01|code="332"/)
})

t.test('an invitation or a decline has its true sender, whatever it claims', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const forged = `<invite to='${mercutio.bare}' from='${romeo.bare}'/>`
  juliet.sends(`<message to='${room}'><x xmlns='${MUC_USER}'>${forged}</x></message>`)
  const invitation = await mercutio.receives(`<message from='${room}'><x xmlns='${MUC_USER}'><invite/></x></message>`)
  const inviter = invitation.getChild('x', MUC_USER)?.getChild('invite')?.attrs['from']
  t.match(String(inviter), /juliet/)
  mercutio.sends(
    `<message to='${room}'><x xmlns='${MUC_USER}'><decline to='${inviter}' from='${romeo.bare}'/></x></message>`,
  )
  await juliet.receives(`<message><x xmlns='${MUC_USER}'><decline from='${mercutio.bare}'/></x></message>`)
})

t.test("17.3: forged muc#user content in a presence is replaced by the occupant's own", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const item = `<item affiliation='owner' role='moderator' jid='${romeo.jid}'/><status code='332'/>`
  juliet.sends(`<presence to='${room}/juliet'><show>dnd</show><x xmlns='${MUC_USER}'>${item}</x></presence>`)
  const shown = await romeo.receives(`<presence from='${room}/juliet'><show>dnd</show></presence>`)
  t.equal(itemOf(shown)['affiliation'], 'none')
  t.notMatch(shown.toString(), /code="332"/)
})

t.test('8.2, 9.1: forms and items of wrong types are refused and change nothing', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const form = (fields: string) =>
    `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>${fields}</x></query>`
  const field = (name: string, value: string) => `<field var='muc#roomconfig_${name}'><value>${value}</value></field>`
  for (const wrong of [field('membersonly', 'perhaps'), field('maxusers', '-1'), field('whois', 'nobody')]) {
    const reply = await romeo.asks(`<iq type='set' to='${room}'>${form(field('moderatedroom', '1') + wrong)}</iq>`)
    assertRefused(reply, ['not-acceptable', 'modify'])
  }
  const item = `<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='king' jid='${juliet.bare}'/></query>`
  assertRefused(await romeo.asks(`<iq type='set' to='${room}'>${item}</iq>`), ['bad-request', 'modify'])
  juliet.sends(says(room, ''))
  await romeo.receives(`<message from='${room}/juliet'><body>Hello</body></message>`)
})

t.test('9.1: the reason of an affiliation has at most 1000 characters', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const ban = (length: number) => `<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>
    <item affiliation='outcast' jid='${juliet.bare}'><reason>${'x'.repeat(length)}</reason></item></query></iq>`
  assertRefused(await romeo.asks(ban(1001)), ['policy-violation', 'modify'], 'at most 1000 characters')
  await romeo.receivesNothing()
  assertLike(await romeo.asks(ban(1000)), `<iq type='result'/>`)
})
