import t from 'tap'
import { codesOf, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`
const affiliationMessage = (room: string, affiliation: string) => `<message from='${room}'><x>
  <item affiliation='${affiliation}' role='none'/><status code='101'/></x></message>`

t.test("18.1, 15.6.2: a change of an absent user's affiliation sends them status 101", async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  for (const affiliation of ['member', 'admin', 'owner', 'outcast', 'none']) {
    await romeo.administers(room, item(mercutio.bare, affiliation))
    const [message] = await mercutio.receivesOnly(affiliationMessage(room, affiliation))
    t.same(message && codesOf(message), [101])
    t.equal(message?.attrs['to'], mercutio.bare)
    t.equal(message?.attrs['type'], undefined)
  }
  await romeo.configures(room, { 'muc#roomconfig_roomadmins': [mercutio.bare] })
  await mercutio.receivesOnly(affiliationMessage(room, 'admin'))
})

t.test('18.1: the message with 101 carries the reason', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'><reason>A friend</reason></item>`)
  await mercutio.receivesOnly(`<message from='${room}'><x>
    <item affiliation='member'><reason>A friend</reason></item><status code='101'/></x></message>`)
})

t.test('18.1: occupants, invited users and unchanged users receive no 101', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, { rooms: { defaults: { membersOnly: true } } })
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'member'))
  await juliet.enters(room)
  await juliet.receivedMeanwhile()
  await romeo.administers(room, item(juliet.bare, 'admin') + item(mercutio.bare, 'member'))
  await juliet.receivesNothing(`<message><x><status code='101'/></x></message>`)
  await mercutio.receivesOnly('<message><x><invite/></x></message>')
  await romeo.administers(room, item(mercutio.bare, 'member') + item('capulet.example', 'outcast'))
  await mercutio.receivesNothing()
})

t.test('18.1: a refused or failed change is not sent', async t => {
  const { romeo, mercutio, room, store } = await romeoAndJuliet(t)
  await romeo.administers(room, item(mercutio.bare, 'member') + item(romeo.bare, 'none'))
  store.failNextCommit()
  await romeo.administers(room, item(mercutio.bare, 'member'))
  await mercutio.receivesNothing()
})
