import t from 'tap'
import { embeddedConfig } from '../../src/config/config.js'
import { entry, errorIn, guestEnters, guestStage, has, JULIET, ROMEO, ROOM } from './guest-stage.js'

const ping = "<ping xmlns='urn:xmpp:ping'/>"
const disco = (what: string) => `<query xmlns='http://jabber.org/protocol/disco#${what}'/>`
const invite = `<x xmlns='http://jabber.org/protocol/muc#user'><invite to='juliet@localhost'/></x>`
const command = (node: string) => `<command xmlns='http://jabber.org/protocol/commands' node='${node}'/>`

t.test('a guest asks the service what it is, and talks in the room', async t => {
  const stage = await guestStage(t)
  const { jid } = await guestEnters(stage, 'Nina')
  for (const payload of [ping, disco('info'), disco('items'), "<vCard xmlns='vcard-temp'/>"]) {
    await stage.passes(`<iq type='get' id='1' from='${jid}' to='rooms.localhost'>${payload}</iq>`)
    t.ok(has(stage.inbox(jid), `<iq type='result' id='1'/>`), payload)
  }
  await stage.passes(`<iq type='get' id='1' from='${jid}' to='${ROOM}'>${disco('info')}</iq>`)
  t.ok(has(stage.inbox(jid), `<iq type='result' id='1' from='${ROOM}'/>`))
  stage.inbox(ROMEO)
  await stage.passes(`<message type='groupchat' from='${jid}' to='${ROOM}'><body>Hello</body></message>`)
  await stage.passes(`<message type='chat' from='${jid}' to='${ROOM}/romeo'><body>Psst</body></message>`)
  const got = stage.inbox(ROMEO)
  for (const [type, body] of [
    ['groupchat', 'Hello'],
    ['chat', 'Psst'],
  ] as const) {
    t.ok(has(got, `<message type='${type}' from='${ROOM}/Nina'><body>${body}</body></message>`), type)
  }
})

t.test('a guest reaches nothing else: no other room, no other guest, no command, no registration', async t => {
  const stage = await guestStage(t, { config: { membersOnly: false, registration: 'open' } })
  const { jid } = await guestEnters(stage, 'Nina')
  const other = await guestEnters(stage, 'Otto')
  stage.inbox(jid)
  const iq = (to: string, payload: string, type = 'set') =>
    `<iq type='${type}' id='1' from='${jid}' to='${to}'>${payload}</iq>`
  const refused = [
    entry(jid, 'Nina').replace('verona@', 'mantua@'),
    `<message type='groupchat' from='${jid}' to='mantua@rooms.localhost'><body>Hello</body></message>`,
    `<message type='chat' from='${jid}' to='${other.jid}'><body>Hello</body></message>`,
    `<message from='${jid}' to='${ROOM}'>${invite}</message>`,
    `<message from='${jid}' to='rooms.localhost'><body>approve x verona</body></message>`,
    `<presence from='${jid}' to='rooms.localhost'><rai xmlns='urn:xmpp:rai:0'/></presence>`,
    iq(ROOM, "<query xmlns='jabber:iq:register'/>", 'get'),
    iq(ROOM, "<query xmlns='jabber:iq:register'><remove/></query>"),
    iq('rooms.localhost', command('urn:latchstring:command:make-token')),
    iq(
      'rooms.localhost',
      `<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>`,
      'get',
    ),
    iq('rooms.localhost', "<query xmlns='jabber:iq:search'/>", 'get'),
  ]
  for (const stanza of refused) {
    await stage.passes(stanza)
    t.equal(errorIn(stage.inbox(jid))[0], 'not-allowed', stanza)
  }
  t.equal(await stage.service.run({ room: 'mantua@rooms.localhost' }, ({ rooms }) => rooms.size), 1)
})

t.test('a guest invites nobody by a message that calls itself an answer or an error', async t => {
  const stage = await guestStage(t, { config: { allowInvites: true } })
  const { jid } = await guestEnters(stage, 'Nina')
  for (const type of ['result', 'error', 'set']) {
    await stage.passes(`<message type='${type}' from='${jid}' to='${ROOM}'>${invite}</message>`)
    t.same(stage.delivered, [], type)
    t.notOk(await stage.turn(({ room }) => room.affiliations.has('juliet@localhost')), type)
  }
})

t.test('a guest makes no links or tokens in the room, and configures nothing', async t => {
  const stage = await guestStage(t, {
    config: { membersOnly: false, allowInvites: true },
    terms: { grants: 'moderator' },
  })
  const { jid } = await guestEnters(stage, 'Nina')
  for (const payload of [
    "<request xmlns='urn:xmpp:muc-token-invite:0'/>",
    command('urn:latchstring:command:make-link'),
    command('urn:latchstring:command:waiting-people'),
    "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>",
    "<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='member' jid='juliet@localhost'/></query>",
  ]) {
    await stage.passes(`<iq type='set' id='1' from='${jid}' to='${ROOM}'>${payload}</iq>`)
    t.ok(['forbidden', 'not-allowed'].includes(errorIn(stage.inbox(jid))[0] ?? ''), payload)
  }
})

t.test('the address of a guest is no room: it is not created, and takes no message', async t => {
  const stage = await guestStage(t)
  const nina = await stage.comes('Nina')
  await stage.passes(
    `<presence from='${JULIET}' to='${nina.jid}/J'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
  )
  t.equal(errorIn(stage.inbox(JULIET))[0], 'not-allowed')
  await stage.passes(`<message from='${JULIET}' to='${nina.jid}'><body>Hello</body></message>`)
  t.equal(errorIn(stage.inbox(JULIET))[0], 'item-not-found')
  await stage.passes(`<message from='${ROMEO}' to='${ROOM}'>${invite.replace('juliet@localhost', nina.jid)}</message>`)
  t.equal(errorIn(stage.inbox(ROMEO))[0], 'not-acceptable')
})

t.test('XEP-0317: a guest wears the hat in the language of the room, beside other hats', async t => {
  const hats = (...worn: string[]) =>
    `<presence from='${ROOM}/Nina'><hats xmlns='urn:xmpp:hats:0'>${worn.join('')}</hats></presence>`
  for (const [lang, title] of [
    ['', 'Guest'],
    ['de-CH', 'Gast'],
    ['ar', 'ضيف'],
    ['xx', 'Guest'],
  ] as const) {
    const stage = await guestStage(t, { config: { lang } })
    const hat = `<hat title='${title}' uri='urn:latchstring:hat:guest'/>`
    const { bare } = await guestEnters(stage, 'Nina')
    t.ok(has(stage.inbox(ROMEO), hats(hat)), lang)
    await stage.turn(({ batch }) => {
      const now = { uri: 'urn:hat', title: 'Teacher', hue: '' }
      batch.change({ kind: 'hat', room: ROOM, key: now.uri, was: undefined, now })
      batch.change({ kind: 'wearer', room: ROOM, key: bare, was: undefined, now: [now.uri] })
    })
    await stage.passes(`<presence from='${bare}/tab' to='${ROOM}/Nina'><show>away</show></presence>`)
    t.ok(has(stage.inbox(ROMEO), hats("<hat title='Teacher' uri='urn:hat'/>", hat)), lang)
  }
})

t.test('XEP-0313: a guest reads the archive of a members-only room while inside', async t => {
  const stage = await guestStage(t)
  const nina = await stage.comes('Nina')
  const jid = `${nina.jid}/tab`
  const query = `<iq type='set' id='1' from='${jid}' to='${ROOM}'><query xmlns='urn:xmpp:mam:2'/></iq>`
  await stage.passes(`<message type='groupchat' from='${ROMEO}' to='${ROOM}'><body>Hello</body></message>`)
  await stage.passes(query)
  t.equal(errorIn(stage.inbox(jid))[0], 'forbidden')
  await stage.passes(entry(jid, 'Nina'))
  stage.inbox(jid)
  await stage.passes(query)
  t.ok(
    has(
      stage.inbox(jid),
      `<message><result xmlns='urn:xmpp:mam:2'><forwarded><message><body>Hello</body></message></forwarded></result></message>`,
    ),
  )
})

t.test('a guest is no admin of the service', t => {
  const secrets = { xmpp: { secret: 'secret' }, auth: { jwt: { secret: 'x'.repeat(32) } } }
  const admins = ['guest-0123456789abcdef@rooms.localhost']
  t.throws(() => embeddedConfig({ ...secrets, rooms: { admins } }), /rooms\.admins: found guest-0123456789abcdef@/)
  t.end()
})
