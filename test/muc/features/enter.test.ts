import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { codesOf, itemOf, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`

t.test('10.1.1: the first to enter creates the room, owns it and receives 201', async t => {
  const { romeo, room } = await scenario(t)
  romeo.sends(`<presence to='${room}/romeo'>${X}</presence>`)
  const [self] = await romeo.receivesOnly(`<presence from='${room}/romeo'/>`, '<message><subject/></message>')
  t.same(self && codesOf(self), [110, 170, 201])
  t.match(self && itemOf(self), { affiliation: 'owner', role: 'moderator' })
})

t.test(
  'Rule 3, §7.1: a newcomer receives occupants, self-presence, history, subject, and nothing else before',
  async t => {
    const { romeo, mercutio, actor, room } = await romeoAndJuliet(t)
    const tybalt = await actor('tybalt')
    romeo.sends(`<message to='${room}' type='groupchat'><body>0</body></message>`)
    await romeo.receives('<message><body>0</body></message>')
    for (let i = 1; i <= 20; i++) {
      romeo.sends(`<message to='${room}' type='groupchat'><body>${i}</body></message>`)
      if (i === 10)
        for (const actor of [mercutio, tybalt]) actor.sends(`<presence to='${room}/${actor.name}'>${X}</presence>`)
    }
    const received = await mercutio.receivedMeanwhile()
    t.match(received.map(kindOf).join(' '), /^other other (other )?self (history )+subject( live| other)*$/)
    const bodies = received.map(stanza => stanza.getChildText('body')).filter(body => body !== null)
    t.same(
      bodies,
      Array.from({ length: 21 }, (_, i) => String(i)),
    )
  },
)

function kindOf(stanza: Element): string {
  if (stanza.name === 'presence') return codesOf(stanza).includes(110) ? 'self' : 'other'
  if (stanza.getChild('subject')) return 'subject'
  return stanza.getChild('delay', 'urn:xmpp:delay') ? 'history' : 'live'
}

t.test("7.2.2: occupants receive a newcomer's presence with affiliation and role and without 110", async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await mercutio.enters(room)
  for (const other of [romeo, juliet]) {
    const [entered] = await other.receivesOnly(`<presence from='${room}/mercutio'/>`)
    t.same(entered && codesOf(entered), [])
    t.match(entered && itemOf(entered), { affiliation: 'none', role: 'participant' })
  }
})

t.test("7.2.2: occupants receive the availability in a newcomer's presence", async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room}/mercutio'><show>dnd</show><status>Fencing</status>${X}</presence>`)
  const presence = `<presence from='${room}/mercutio'><show>dnd</show><status>Fencing</status></presence>`
  await romeo.receivesOnly(presence)
  await mercutio.receives(presence)
})

t.test('7.2.3: a non-anonymous room shows full JIDs to everyone and warns newcomers by 100', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  await juliet.receivedMeanwhile()
  const self = await mercutio.enters(room)
  t.same(codesOf(self), [100, 110, 170])
  t.equal(itemOf(self)['jid'], mercutio.jid)
  const [entered] = await juliet.receivesOnly(`<presence from='${room}/mercutio'/>`)
  t.equal(entered && itemOf(entered)['jid'], mercutio.jid)
})

t.test('7.2.4: a semi-anonymous room shows full JIDs only to moderators', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  t.equal(itemOf(await mercutio.receives(`<presence from='${room}/romeo'/>`))['jid'], undefined)
  t.equal(itemOf(await romeo.receives(`<presence from='${room}/mercutio'/>`))['jid'], mercutio.jid)
  t.equal(itemOf(await juliet.receives(`<presence from='${room}/mercutio'/>`))['jid'], undefined)
})

t.test('Rule 4, §7.2.1: entering without a nick is refused as jid-malformed', async t => {
  const { juliet, mercutio, room, domain } = await romeoAndJuliet(t)
  for (const to of [room, `mantua@${domain}`]) {
    mercutio.sends(`<presence to='${to}' id='p1'>${X}</presence>`)
    await mercutio.receivesOnly(
      `<presence type='error' id='p1' from='${to}'><error type='modify'><jid-malformed/></error></presence>`,
    )
  }
  await juliet.receivesNothing()
})

t.test('Rule 56, §17.1: a blank or invisible nick is refused', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  for (const nick of [' ', '\u2003', '\u2800']) {
    mercutio.sends(`<presence to='${room}/${nick}'>${X}</presence>`)
    await mercutio.receives(`<presence type='error'><error type='modify'><jid-malformed/></error></presence>`)
  }
  await juliet.receivesNothing()
})

t.test('Rule 56, §17.1: room names and nicks are prepared before they are compared', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room.replace('verona', 'VERONA')}/\uff2dercutio'>${X}</presence>`)
  await mercutio.receives(`<presence from='${room}/Mercutio'><x><status code='110'/></x></presence>`)
  await romeo.receivesOnly(`<presence from='${room}/Mercutio'/>`)
  mercutio.sends(`<presence to='${room}/\uff4auliet' id='p2'/>`)
  await mercutio.receives(`<presence type='error' id='p2'><error type='cancel'><conflict/></error></presence>`)
})

t.test("7.2.8: another user's nick is a conflict", async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room}/juliet' id='p1'>${X}</presence>`)
  await mercutio.receivesOnly(
    `<presence type='error' id='p1' from='${room}/juliet'><error type='cancel'><conflict/></error></presence>`,
  )
  await juliet.receivesNothing()
})

t.test('Rule 57, §17.3: a presence of another type does not enter and is not answered', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  for (const type of ['probe', 'subscribe', 'unsubscribe', 'subscribed', 'unavailable']) {
    mercutio.sends(`<presence to='${room}/mercutio' type='${type}'>${X}</presence>`)
    mercutio.sends(`<presence to='${room}' type='${type}'>${X}</presence>`)
  }
  await mercutio.receivesNothing('<presence/>')
  await juliet.receivesNothing('<presence/>')
})

t.test('Rule 59, §17.3: muc#user content of a client is not passed on to other occupants', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room}/mercutio'>${X}<c xmlns='urn:example:mood'/>
    <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='owner' role='moderator'/><status code='110'/></x>
  </presence>`)
  const [entered] = await romeo.receivesOnly(
    `<presence from='${room}/mercutio'><c xmlns='urn:example:mood'/></presence>`,
  )
  t.equal(entered?.getChildren('x').length, 1)
  t.match(entered && itemOf(entered), { affiliation: 'none', role: 'participant' })
  t.same(entered && codesOf(entered), [])
})

t.test('names and nicks in any script are kept unchanged', async t => {
  const { romeo, juliet, domain } = await scenario(t)
  const room = `βερόνα@${domain}`
  await romeo.enters(room, { nick: 'Ромео' })
  await juliet.enters(room, { nick: '줄리엣 ♥' })
  await romeo.receives(`<presence from='${room}/줄리엣 ♥'/>`)
  juliet.sends(`<message to='${room}' type='groupchat'><body>ὦ Ῥωμαῖε 🌙 &lt;&amp;&gt;</body></message>`)
  await romeo.receives(`<message from='${room}/줄리엣 ♥'><body>ὦ Ῥωμαῖε 🌙 &lt;&amp;&gt;</body></message>`)
})

t.test('an entry that fails to commit is refused and not broadcast; the next one succeeds', async t => {
  const { romeo, juliet, mercutio, room, store } = await romeoAndJuliet(t)
  store.failNextCommit()
  mercutio.sends(`<presence to='${room}/mercutio' id='p1'>${X}</presence>`)
  await mercutio.receivesOnly(
    `<presence type='error' id='p1'><error type='wait'><internal-server-error/></error></presence>`,
  )
  await romeo.receivesNothing()
  await juliet.receivesNothing()
  mercutio.sends(`<message to='${room}' type='groupchat'><body>Am I in?</body></message>`)
  await mercutio.receives(`<message type='error'><error><not-acceptable/></error></message>`)
  t.same(codesOf(await mercutio.enters(room)), [110, 170])
})

t.test('a room that fails to commit is not created', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  store.failNextCommit()
  romeo.sends(`<presence to='${room}/romeo'>${X}</presence>`)
  await romeo.receives(`<presence type='error'><error type='wait'><internal-server-error/></error></presence>`)
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'owner' })
})

t.test('occupants stay in the room across a restart', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  await restart()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await romeo.receivesOnly(`<message from='${room}/juliet' type='groupchat'><body>Still here</body></message>`)
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  await juliet.receives(`<presence from='${room}/romeo'><x><item affiliation='owner' role='moderator'/></x></presence>`)
})
