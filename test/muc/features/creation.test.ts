import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'

const DONE = "<iq type='result'/>"
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const owner = (type: string, query: string) => `<iq type='${type}' to='verona@rooms.localhost'>
  <query xmlns='http://jabber.org/protocol/muc#owner'>${query}</query></iq>`
const CREATED = `<presence><x>
  <item affiliation='owner' role='moderator'/><status code='110'/><status code='201'/></x></presence>`
const NO_SUCH_ROOM = `<presence type='error'><error type='cancel'><item-not-found/></error></presence>`
const CANCEL = owner('set', "<x xmlns='jabber:x:data' type='cancel'/>")
const INSTANT = owner('set', "<x xmlns='jabber:x:data' type='submit'/>")

t.test('10.1.1, 10.1.2: the first to enter creates and owns the room; accepting the defaults opens it', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED)
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(NO_SUCH_ROOM)
  assertLike(await romeo.asks(INSTANT), DONE)
  await juliet.enters(room)
})

t.test('10.1.3: a room opens with the configuration that its creator submits', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED, `<message><subject/></message>`)
  t.match(await romeo.readsConfiguration(room), { 'muc#roomconfig_moderatedroom': ['0'] })
  assertLike(await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '1' }), DONE)
  await romeo.receivesNothing()
  assertLike(await juliet.enters(room), `<presence><x><item role='visitor'/></x></presence>`)
})

t.test(
  'Rule 49, §10.1.3: a not-acceptable first configuration leaves the room locked, to be submitted again',
  async t => {
    const { romeo, juliet, room } = await scenario(t)
    romeo.sends(enter(`${room}/romeo`))
    await romeo.receives(CREATED)
    const blank = { 'muc#roomconfig_passwordprotectedroom': '1', 'muc#roomconfig_roomsecret': '' }
    assertRefused(await romeo.configures(room, blank), ['not-acceptable', 'modify'], 'muc#roomconfig_roomsecret')
    juliet.sends(enter(`${room}/juliet`))
    await juliet.receives(NO_SUCH_ROOM)
    assertLike(await romeo.asks(INSTANT), DONE)
    await juliet.enters(room)
  },
)

t.test('10.1.3: a first form of the wrong type is a bad request, and the room stays locked', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED)
  for (const type of ['form', 'result', 'send']) {
    const form = `<x xmlns='jabber:x:data' type='${type}'/>`
    assertRefused(await romeo.asks(owner('set', form)), ['bad-request', 'modify'])
  }
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(NO_SUCH_ROOM)
  assertLike(await romeo.asks(INSTANT), DONE)
  await juliet.enters(room)
})

t.test('Rule 47, §10.1.3: cancelling the first configuration destroys the room', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED)
  assertLike(await romeo.asks(CANCEL), DONE)
  await romeo.receives(`<presence type='unavailable' from='${room}/romeo'><x>
    <item affiliation='none' role='none'/><destroy/></x></presence>`)
  assertRefused(await romeo.discovers('info', room), NOT_FOUND)
  assertLike(await juliet.enters(room), CREATED)
})

t.test('10.1.1: only its owner can discover, query or list a locked room', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED)
  for (const request of [juliet.discovers('info', room), juliet.discovers('items', room), juliet.asks(INSTANT)]) {
    assertRefused(await request, NOT_FOUND)
  }
  assertLike(await romeo.discovers('info', room), DONE)
  t.same((await juliet.discovers('items', domain)).getChild('query')?.getChildElements(), [])
})

t.test('10.1.1: a room that fails to commit is not created', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  store.failNextCommit()
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receivesOnly(`<presence type='error'><error type='wait'><internal-server-error/></error></presence>`)
  assertRefused(await romeo.discovers('info', room), NOT_FOUND)
  assertLike(await juliet.enters(room), CREATED)
})

t.test('10.1.2: an opening that fails to commit leaves the room locked', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED)
  store.failNextCommit()
  assertRefused(await romeo.asks(INSTANT), ['internal-server-error', 'wait'])
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(NO_SUCH_ROOM)
  assertLike(await romeo.asks(INSTANT), DONE)
  await juliet.enters(room)
})

t.test('10.1: a room that awaits its configuration survives a restart', async t => {
  const { romeo, juliet, room, restart } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(CREATED)
  await restart()
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(NO_SUCH_ROOM)
  assertLike(await romeo.asks(INSTANT), DONE)
  await juliet.enters(room)
})
