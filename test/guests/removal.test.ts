import t from 'tap'
import { isSecretOf } from '../../src/guests/sign-in.js'
import { redeem } from '../../src/invites/redeem.js'
import { affiliationOf } from '../../src/muc/model/room.js'
import { destroyRoom } from '../../src/muc/operations/destroy-room.js'
import { entry, errorIn, guestEnters, guestStage, has, JULIET, ROMEO, ROOM, refusalOf } from './guest-stage.js'

const ADMIN = 'http://jabber.org/protocol/muc#admin'
const asks = (item: string) =>
  `<iq type='set' id='1' from='${ROMEO}' to='${ROOM}'><query xmlns='${ADMIN}'>${item}</query></iq>`
const leaves = (code: number) =>
  `<presence type='unavailable' from='${ROOM}/Nina'><x><status code='${code}'/></x></presence>`

t.test('a guest signs in by the secret, which is stored as a hash', async t => {
  const { service, comes, turn } = await guestStage(t)
  const nina = await comes('Nina')
  const { guestBy } = await service.lookUp({ guestBy: nina.jid })
  t.match(guestBy, { jid: nina.jid, room: ROOM, guest: { name: 'Nina' } })
  t.notOk(JSON.stringify(guestBy).includes(nina.password))
  const isRight = (secret: string) => turn(({ settings }) => guestBy && isSecretOf(guestBy.guest, secret, settings))
  t.same([await isRight(nina.password), await isRight('wrong')], [true, false])
  t.equal((await service.lookUp({ guestBy: 'guest-0@rooms.localhost' })).guestBy, undefined)
})

t.test('8.2: a kick ends the secret of a guest', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  await stage.passes(asks("<item nick='Nina' role='none'/>"))
  t.ok(has(stage.inbox(nina.jid), leaves(307)))
  t.equal((await stage.service.lookUp({ guestBy: nina.bare })).guestBy, undefined)
  await stage.passes(entry(nina.jid, 'Nina'))
  t.equal(errorIn(stage.inbox(nina.jid))[0], 'not-allowed')
  t.match(await stage.comes('Nina'), { status: 'admitted' }, 'a kick is no ban')
})

t.test('9.1: a ban ends a guest, and for a day no guest comes from the same address by the same link', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  await stage.passes(asks(`<item jid='${nina.bare}' affiliation='outcast'/>`))
  t.ok(has(stage.inbox(nina.jid), leaves(301)))
  t.equal((await stage.service.lookUp({ guestBy: nina.bare })).guestBy, undefined)
  t.equal(await refusalOf(stage.comes('Otto')), 'banned')
  t.match(await stage.comes('Otto', { address: '192.0.2.2' }), { status: 'admitted' })
  stage.clock.now += 24 * 3_600_000
  t.match(await stage.comes('Otto'), { status: 'admitted' })
  t.equal(await stage.turn(({ room }) => room.maps['guest-ban']?.size), 0, 'a ban that is over is not kept')
})

t.test('9.2: a lifted ban lets guests in again', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  await stage.passes(asks(`<item jid='${nina.bare}' affiliation='outcast'/>`))
  await stage.passes(asks(`<item jid='${nina.bare}' affiliation='none'/>`))
  t.match(await stage.comes('Nina'), { status: 'admitted' })
})

t.test('a guest gets no affiliation: neither by an admin nor by approval nor in a list', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  for (const affiliation of ['member', 'admin', 'owner']) {
    stage.inbox(ROMEO)
    await stage.passes(asks(`<item jid='${nina.bare}' affiliation='${affiliation}'/>`))
    t.equal(errorIn(stage.inbox(ROMEO))[0], 'not-acceptable', affiliation)
  }
  t.equal(await stage.turn(({ room }) => affiliationOf(room, nina.bare)), 'none')
})

t.test('a destroyed room ends its guests, who get the reason', async t => {
  const stage = await guestStage(t, { terms: { admission: 'unlock_ack' } })
  const nina = await stage.comes('Nina')
  await stage.turn(context => destroyRoom(context, { reason: 'The end' }))
  t.equal((await stage.service.lookUp({ guestBy: nina.jid })).guestBy, undefined)
  t.notOk(stage.delivered.some(stanza => stanza.includes(`to="${nina.jid}"`)))
})

t.test('a room that becomes members-only removes its non-members, but no guests', async t => {
  const stage = await guestStage(t, { config: { membersOnly: false } })
  const nina = await guestEnters(stage, 'Nina')
  await stage.passes(entry(JULIET, 'juliet'))
  await stage.passes(`<iq type='set' id='1' from='${ROMEO}' to='${ROOM}'><query xmlns='http://jabber.org/protocol/muc#owner'>
    <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
    <field var='muc#roomconfig_membersonly'><value>1</value></field></x></query></iq>`)
  t.same(await stage.turn(({ room }) => [...room.occupants.keys()]), ['romeo', 'Nina'])
  t.ok(has(stage.inbox(nina.jid), `<presence type='unavailable' from='${ROOM}/juliet'/>`))
})

t.test('a failed commit keeps a kicked guest', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  stage.store.failNextCommit()
  await stage.passes(asks("<item nick='Nina' role='none'/>"))
  t.same(stage.inbox(nina.jid), [])
  t.ok(await stage.turn(({ room }) => room.maps.guest?.has(nina.bare) && room.occupants.has('Nina')))
})

t.test('a guest who is a moderator reads who joins, not by the outbox, whose messages go to the server', async t => {
  const stage = await guestStage(t, { terms: { grants: 'moderator' } })
  const nina = await guestEnters(stage, 'Nina')
  const joiner = { jid: 'juliet@localhost', name: 'Juliet' }
  await stage.service.run({ openInvite: stage.openInvite }, context =>
    redeem(context, { openInviteId: stage.openInvite, joiner }),
  )
  t.ok(has(stage.inbox(nina.jid), `<message><event xmlns='jabber:iq:configuration' jid='juliet@localhost'/></message>`))
  t.notOk(stage.delivered.some(stanza => stanza.includes('to="guest-')))
})
