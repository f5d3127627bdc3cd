import t from 'tap'
import { assertLike, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const MODERATED = { rooms: { defaults: { moderated: true } } }
const self = (affiliation: string, role: string) =>
  `<presence><x><item affiliation='${affiliation}' role='${role}'/><status code='110'/></x></presence>`

t.test(
  '5.1.2: in a moderated room newcomers are visitors, members participants, admins and owners moderators',
  async t => {
    const { romeo, juliet, mercutio, actor, room } = await scenario(t, MODERATED)
    const tybalt = await actor('tybalt')
    await romeo.enters(room)
    const admin = `<item affiliation='admin' jid='${tybalt.bare}'/>`
    await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>${admin}`)
    assertLike(await romeo.enters(room), self('owner', 'moderator'))
    assertLike(await juliet.enters(room), self('none', 'visitor'))
    assertLike(await mercutio.enters(room), self('member', 'participant'))
    assertLike(await tybalt.enters(room), self('admin', 'moderator'))
  },
)

t.test('5.1.2: a moderated room may give newcomers voice, which a moderator can revoke', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, MODERATED)
  await romeo.enters(room)
  await romeo.configures(room, { members_by_default: '1' })
  assertLike(await juliet.enters(room), self('none', 'participant'))
  await romeo.administers(room, "<item nick='juliet' role='visitor'/>")
  await juliet.receives(`<presence from='${room}/juliet'><x><item role='visitor'/></x></presence>`)
  await romeo.configures(room, { members_by_default: '0' })
  assertLike(await mercutio.enters(room), self('none', 'visitor'))
})

t.test('5.1.2: in an unmoderated room newcomers and members are participants', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  assertLike(await juliet.enters(room), self('none', 'participant'))
  assertLike(await mercutio.enters(room), self('member', 'participant'))
})

t.test("7.4: a visitor's message in a moderated room is forbidden and reaches no one", async t => {
  const { juliet, mercutio, room } = await gathered(t, MODERATED)
  juliet.sends(`<message to='${room}' type='groupchat' id='m1'><body>Hear me</body></message>`)
  await juliet.receives(`<message type='error' id='m1'><error type='auth'><forbidden/></error></message>`)
  await mercutio.receivesNothing()
})

t.test('10.2: a room made moderated applies it to newcomers, also after a restart', async t => {
  const { romeo, juliet, room, restart } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '1' })
  await restart()
  assertLike(await juliet.enters(room), self('none', 'visitor'))
})

t.test('6.4: a room advertises whether it is moderated', async t => {
  const { romeo, juliet, room } = await scenario(t, MODERATED)
  await romeo.enters(room)
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_moderated'/></query></iq>")
  await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '0' })
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_unmoderated'/></query></iq>")
})
