import t from 'tap'
import { assertLike, assertRefused, codesOf, scenario } from '../../scenario/index.js'

const UNIQUE = 'http://jabber.org/protocol/muc#unique'
const unique = (type: string, to: string) => `<iq type='${type}' to='${to}'><unique xmlns='${UNIQUE}'/></iq>`

t.test('XEP-0307 2: the service returns a new unused room name each time', async t => {
  const { romeo, domain } = await scenario(t)
  const names: string[] = []
  for (const _ of [1, 2]) {
    const reply = await romeo.asks(unique('get', domain))
    names.push(reply.getChild('unique', UNIQUE)?.getText() ?? '')
  }
  t.equal(new Set(names).size, 2)
  for (const name of names) {
    const room = `${name}@${domain}`
    assertRefused(await romeo.discovers('info', room), ['item-not-found', 'cancel'])
    t.ok(codesOf(await romeo.enters(room)).includes(201))
  }
})

t.test('XEP-0307 2: a user who may not create rooms gets no name', async t => {
  const { romeo, juliet, domain } = await scenario(t, { rooms: { creation: 'admins' }, admins: ['romeo'] })
  assertRefused(await juliet.asks(unique('get', domain)), ['not-allowed', 'cancel'])
  assertLike(await romeo.asks(unique('get', domain)), `<iq type='result'><unique xmlns='${UNIQUE}'/></iq>`)
})

t.test('XEP-0307 3: the service advertises unique names; a room does not return any', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  assertLike(await romeo.discovers('info', domain), `<iq><query><feature var='${UNIQUE}'/></query></iq>`)
  assertRefused(await romeo.asks(unique('set', domain)), ['service-unavailable', 'cancel'])
  assertRefused(await romeo.asks(unique('get', room)), ['service-unavailable', 'cancel'])
})
