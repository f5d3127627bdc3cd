import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'

const FIELD = 'x-muc#roomconfig_contactjid'
const CONTACT = 'muc#roominfo_contactjid'

t.test('16.5.4: a room publishes the contacts that its owner has set', async t => {
  const { romeo, juliet, room, restart } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [FIELD]: [romeo.jid, 'Friar@Verona.example', ''] })
  await restart()
  const field = `<field var='${CONTACT}' type='jid-multi'><value>${romeo.bare}</value><value>friar@verona.example</value></field>`
  assertLike(await juliet.discovers('info', room), `<iq><query><x>${field}</x></query></iq>`)
})

t.test('15.5: a room without contacts does not reveal its owners', async t => {
  const { romeo, juliet, room } = await scenario(t, { rooms: { defaults: { whois: 'anyone' } } })
  await romeo.enters(room)
  const answer = (await juliet.discovers('info', room)).toString()
  t.notMatch(answer, CONTACT)
  t.notMatch(answer.replace(/ (to|from)="[^"]*"/g, ''), romeo.bare)
})

t.test('10.1.3: contacts are JIDs of people, and limited in number', async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  const many = Array.from({ length: 11 }, (_, i) => `witch${i}@heath.example`)
  for (const wrong of [['heath.example'], ['a b@heath.example'], many]) {
    assertRefused(await romeo.configures(room, { [FIELD]: wrong }), ['not-acceptable', 'modify'], FIELD)
  }
  t.same((await romeo.readsConfiguration(room))[FIELD], [])
})
