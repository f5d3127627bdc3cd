import t from 'tap'
import { codesOf } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`

t.test(
  'Rule 10, §7.2.8: a second client of a user shares the nick; both receive all messages and may speak',
  async t => {
    const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
    const garden = await actor('juliet', 'garden')
    await garden.enters(room, { nick: 'juliet' })
    juliet.sends(`<message to='${room}' type='groupchat'><body>From the balcony</body></message>`)
    await juliet.receives('<message><body>From the balcony</body></message>')
    garden.sends(`<message to='${room}' type='groupchat'><body>From the garden</body></message>`)
    for (const reader of [romeo, garden]) {
      await reader.receives(
        `<message from='${room}/juliet'><body>From the balcony</body></message>`,
        `<message from='${room}/juliet'><body>From the garden</body></message>`,
      )
    }
    await juliet.receives(`<message from='${room}/juliet'><body>From the garden</body></message>`)
  },
)

t.test('7.2.8: a second client receives all that a newcomer does; the first sees it in its own presence', async t => {
  const { juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await juliet.receivedMeanwhile()
  garden.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  await garden.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/juliet'><x><status code='110'/></x></presence>`,
    '<message><subject/></message>',
  )
  await juliet.receivesOnly(`<presence from='${room}/juliet'><x><status code='110'/></x></presence>`)
})

t.test('Rule 58, §17.3: a client that enters again receives everything again', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Earlier</body></message>`)
  await juliet.receives('<message><body>Earlier</body></message>')
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  await juliet.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/juliet'><x><status code='110'/></x></presence>`,
    `<message from='${room}/romeo'><body>Earlier</body><delay/></message>`,
    '<message><subject/></message>',
  )
})

t.test('17.3: entering again is not checked for permission again', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_roomsecret': 'wherefore' })
  t.same(codesOf(await juliet.enters(room)), [110, 170])
})
