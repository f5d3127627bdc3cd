import t from 'tap'
import { codesOf, itemOf } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`

t.test(
  'Rule 21, §7.6: the old nick becomes unavailable with 303 and the new nick, then the new nick is present',
  async t => {
    const { romeo, juliet, room } = await romeoAndJuliet(t)
    juliet.sends(`<presence to='${room}/capulet'/>`)
    const seen = await romeo.receivesOnly(
      `<presence type='unavailable' from='${room}/juliet'/>`,
      `<presence from='${room}/capulet'/>`,
    )
    t.same(seen.map(codesOf), [[303], []])
    const item = { affiliation: 'none', role: 'participant', jid: juliet.jid }
    t.same(seen.map(itemOf), [{ ...item, nick: 'capulet' }, item])
    const own = await juliet.receivesOnly(
      `<presence type='unavailable' from='${room}/juliet'><x><item nick='capulet'/></x></presence>`,
      `<presence from='${room}/capulet'/>`,
    )
    t.same(own.map(codesOf), [[110, 303], [110]])
  },
)

t.test('7.6: the occupant then sends and receives only under the new nick', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/capulet'><status>Deny thy father</status></presence>`)
  await romeo.receives(`<presence from='${room}/capulet'><status>Deny thy father</status></presence>`)
  juliet.sends(`<message to='${room}' type='groupchat'><body>What's in a name?</body></message>`)
  await romeo.receives(`<message from='${room}/capulet'><body>What's in a name?</body></message>`)
  romeo.sends(`<message to='${room}/juliet' type='chat' id='m1'><body>Juliet?</body></message>`)
  await romeo.receives(`<message type='error' id='m1'><error><item-not-found/></error></message>`)
})

t.test("7.6: another user's nick is a conflict, and the old nick stays", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/romeo' id='p1'/>`)
  await juliet.receivesOnly(
    `<presence type='error' id='p1' from='${room}/romeo'><error type='cancel'><conflict/></error></presence>`,
  )
  await romeo.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still Juliet</body></message>`)
  await romeo.receives(`<message from='${room}/juliet'><body>Still Juliet</body></message>`)
})

t.test('Rule 56, §17.1: a change to an invisible nick is refused, and the old nick stays', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/\u2003' id='p1'/>`)
  await juliet.receivesOnly(`<presence type='error' id='p1'><error type='modify'><jid-malformed/></error></presence>`)
  await romeo.receivesNothing()
})

t.test('7.6: a change of nick keeps role and affiliation', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<presence to='${room}/montague'/>`)
  const [, come] = await juliet.receivesOnly(`<presence type='unavailable'/>`, `<presence from='${room}/montague'/>`)
  t.match(come && itemOf(come), { affiliation: 'owner', role: 'moderator' })
})

t.test('7.6: the former nick is free for other users', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/capulet'/>`)
  await juliet.receives(`<presence from='${room}/capulet'/>`)
  t.match(itemOf(await mercutio.enters(room, { nick: 'juliet' })), { role: 'participant' })
})

t.test('7.6: all clients of the user with that nick change it together', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/capulet'/>`)
  await garden.receives(
    `<presence type='unavailable' from='${room}/juliet'><x><status code='303'/><status code='110'/></x></presence>`,
    `<presence from='${room}/capulet'><x><status code='110'/></x></presence>`,
  )
  await romeo.receivesOnly(`<presence type='unavailable'/>`, `<presence from='${room}/capulet'/>`)
  garden.sends(`<message to='${room}' type='groupchat'><body>Me too</body></message>`)
  await romeo.receives(`<message from='${room}/capulet'><body>Me too</body></message>`)
})

t.test('7.6: a change to a nick of the same user merges the two occupants', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'capulet' })
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/capulet'/>`)
  await romeo.receivesOnly(
    `<presence type='unavailable' from='${room}/juliet'><x><item nick='capulet'/></x></presence>`,
    `<presence from='${room}/capulet'/>`,
  )
  romeo.sends(`<message to='${room}/capulet' type='chat'><body>Both of you</body></message>`)
  await juliet.receives('<message><body>Both of you</body></message>')
  await garden.receives('<message><body>Both of you</body></message>')
})

t.test('17.3: entering again under another nick changes the nick and sends everything again', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/capulet'>${X}</presence>`)
  await juliet.receives(
    `<presence type='unavailable' from='${room}/juliet'><x><status code='303'/></x></presence>`,
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/capulet'><x><status code='110'/></x></presence>`,
    '<message><subject/></message>',
  )
  await romeo.receives(`<presence type='unavailable' from='${room}/juliet'/>`, `<presence from='${room}/capulet'/>`)
})

t.test('a change of nick that fails to commit is not broadcast, and the old nick stays', async t => {
  const { romeo, juliet, mercutio, room, store } = await romeoAndJuliet(t)
  store.failNextCommit()
  juliet.sends(`<presence to='${room}/capulet' id='p1'/>`)
  await juliet.receivesOnly(
    `<presence type='error' id='p1'><error type='wait'><internal-server-error/></error></presence>`,
  )
  await romeo.receivesNothing()
  t.match(codesOf(await mercutio.enters(room, { nick: 'capulet' })), [110])
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still Juliet</body></message>`)
  await romeo.receives(`<message from='${room}/juliet'><body>Still Juliet</body></message>`)
})

t.test('a new nick survives a restart', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  juliet.sends(`<presence to='${room}/capulet'/>`)
  await juliet.receives(`<presence from='${room}/capulet'/>`)
  await restart()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Who am I?</body></message>`)
  await romeo.receives(`<message from='${room}/capulet'><body>Who am I?</body></message>`)
})
