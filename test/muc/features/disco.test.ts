import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const MUC = 'http://jabber.org/protocol/muc'
const DISCO = 'http://jabber.org/protocol/disco'
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const asks = (to: string, query: string) => `<iq type='get' to='${to}'>${query}</iq>`

t.test('6.1, 6.2: the service advertises its identity and exactly its features', async t => {
  const { romeo, domain } = await scenario(t)
  const query = (await romeo.discovers('info', domain)).getChild('query')
  t.same(
    query?.getChildren('identity').map(({ attrs }) => ({ ...attrs })),
    [{ category: 'conference', type: 'text', name: 'Chat rooms' }],
  )
  t.same(
    query
      ?.getChildren('feature')
      .map(({ attrs }) => attrs['var'])
      .sort(),
    [
      'http://jabber.org/protocol/caps',
      'http://jabber.org/protocol/commands',
      `${DISCO}#info`,
      `${DISCO}#items`,
      MUC,
      `${MUC}#stable_id`,
      `${MUC}#unique`,
      'http://jabber.org/protocol/rsm',
      'https://xmlns.zombofant.net/muclumbus/search/1.0',
      'jabber:iq:last',
      'jabber:iq:search',
      'jabber:iq:version',
      'urn:xmpp:caps',
      'urn:xmpp:channel-search:0:search',
      'urn:xmpp:muc-token-invite:0',
      'urn:xmpp:occupant-id:0',
      'urn:xmpp:ping',
      'urn:xmpp:rai:0',
      'urn:xmpp:time',
      'vcard-temp',
    ],
  )
})

t.test('6.4: a room advertises its identity, its type and its features', async t => {
  const { romeo, juliet, actor, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  const query = (await (await actor('tybalt')).discovers('info', room)).getChild('query')
  t.same(
    query?.getChildren('identity').map(({ attrs }) => ({ ...attrs })),
    [{ category: 'conference', type: 'text', name: 'verona' }],
  )
  const features = query?.getChildren('feature').map(({ attrs }) => String(attrs['var'])) ?? []
  t.same(features.filter(feature => feature.startsWith('muc_')).sort(), [
    'muc_open',
    'muc_public',
    'muc_semianonymous',
    'muc_temporary',
    'muc_unmoderated',
    'muc_unsecured',
  ])
  for (const feature of [MUC, `${DISCO}#info`, `${DISCO}#items`]) t.ok(features.includes(feature), feature)
})

t.test('6.4: the room describes itself in a form of the type muc#roominfo', async t => {
  const { romeo, juliet, actor, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Spells</subject></message>`)
  await romeo.configures(room, { 'muc#roomconfig_roomdesc': 'For witches' })
  const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
  assertLike(
    await (await actor('tybalt')).discovers('info', room),
    `<iq><query><x xmlns='jabber:x:data' type='result'>
      ${field('FORM_TYPE', `${MUC}#roominfo`)}${field('muc#roominfo_description', 'For witches')}
      ${field('muc#roominfo_subject', 'Spells')}${field('muc#roominfo_occupants', '2')}
    </x></query></iq>`,
  )
})

t.test('6.5: a room lists its occupants to occupants and members, by nick and without real JIDs', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  await mercutio.leaves(room)
  for (const actor of [romeo, juliet, mercutio]) {
    t.same(itemsOf(await actor.discovers('items', room)), [
      { jid: `${room}/romeo`, name: 'romeo' },
      { jid: `${room}/juliet`, name: 'juliet' },
    ])
  }
})

t.test('Rule 1, §6.5: for other users the list of occupants is empty, and no error', async t => {
  const { actor, room } = await gathered(t)
  t.same(itemsOf(await (await actor('tybalt')).discovers('items', room)), [])
})

t.test('Rule 2, §6.6: a query from outside to an occupant is a bad-request', async t => {
  const { actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  for (const what of ['info', 'items'] as const) {
    for (const nick of ['juliet', 'nobody']) {
      assertRefused(await tybalt.discovers(what, `${room}/${nick}`), ['bad-request', 'modify'])
    }
  }
})

t.test('XEP-0030 3.2: an unknown node is not found, at the service and in a room', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const to of [domain, room]) {
    for (const what of ['info', 'items']) {
      const query = `<query xmlns='${DISCO}#${what}' node='http://example.org/nowhere'/>`
      assertRefused(await romeo.asks(asks(to, query)), NOT_FOUND)
    }
  }
})

t.test('18.1.1: a room that allows all extensions has no list of allowed ones', async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  const query = `<query xmlns='${DISCO}#info' node='${MUC}#traffic'/>`
  assertRefused(await romeo.asks(asks(room, query)), ['feature-not-implemented', 'cancel'])
})

t.test('XEP-0030: a room that does not exist is not found', async t => {
  const { romeo, room } = await scenario(t)
  for (const what of ['info', 'items'] as const) assertRefused(await romeo.discovers(what, room), NOT_FOUND)
})

t.test('RFC 6120 8.4: an unsupported request is refused, at the service and in a room', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const to of [domain, room]) {
    assertRefused(await romeo.asks(asks(to, "<query xmlns='jabber:iq:auth'/>")), ['service-unavailable', 'cancel'])
    const set = `<iq type='set' to='${to}'><query xmlns='${DISCO}#info'/></iq>`
    assertRefused(await romeo.asks(set), ['service-unavailable', 'cancel'])
    assertRefused(await romeo.asks(asks(to, '')), ['bad-request', 'modify'])
  }
  await romeo.receivesNothing('<iq/>')
})

t.test('6.4: the number of occupants follows entries and departures', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  const counted = (n: number) =>
    `<iq><query><x><field var='muc#roominfo_occupants'><value>${n}</value></field></x></query></iq>`
  assertLike(await juliet.discovers('info', room), counted(1))
  await juliet.enters(room)
  assertLike(await juliet.discovers('info', room), counted(2))
  await juliet.leaves(room)
  assertLike(await juliet.discovers('info', room), counted(1))
})
