import t from 'tap'
import { assertLike, itemOf, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const FIELD = 'muc#roomconfig_presencebroadcast'
const HIDES_VISITORS = {
  rooms: { defaults: { moderated: true, presenceBroadcast: ['moderator', 'participant'] } },
} as const

t.test('7.2.2: presence of a role that is not broadcast reaches only its own client', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, HIDES_VISITORS)
  await romeo.enters(room)
  assertLike(await juliet.enters(room), "<presence><x><item role='visitor'/><status code='110'/></x></presence>")
  await mercutio.enters(room)
  juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  await juliet.receivesOnly(`<presence from='${room}/juliet'><show>away</show></presence>`)
  await juliet.leaves(room)
  for (const other of [romeo, mercutio]) await other.receivesNothing(`<presence from='${room}/juliet'/>`)
})

t.test('7.2.2: a newcomer receives only the presence of roles that are broadcast', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, HIDES_VISITORS)
  await romeo.enters(room)
  await juliet.enters(room)
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/mercutio'><x><status code='110'/></x></presence>`,
    '<message><subject/></message>',
  )
})

t.test('5.1.3: an occupant becomes visible with a broadcast role and invisible without it', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, HIDES_VISITORS)
  await romeo.administers(room, "<item nick='juliet' role='participant'/>")
  await mercutio.receivesOnly(`<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`)
  await juliet.receivesOnly(`<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`)
  await romeo.administers(room, "<item nick='juliet' role='visitor'/>")
  await mercutio.receivesOnly(
    `<presence type='unavailable' from='${room}/juliet'><x><item role='none'/></x></presence>`,
  )
  const [own] = await juliet.receivesOnly(`<presence from='${room}/juliet'/>`)
  t.equal(own && itemOf(own)['role'], 'visitor')
})

t.test('10.2: occupants become invisible or visible when the broadcast roles change', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.configures(room, { [FIELD]: ['moderator'] })
  const changed = "<message><x><status code='104'/></x></message>"
  const gone = (nick: string) =>
    `<presence type='unavailable' from='${room}/${nick}'><x><item role='none'/></x></presence>`
  const back = (nick: string) => `<presence from='${room}/${nick}'><x><item role='participant'/></x></presence>`
  await romeo.receivesOnly(changed, gone('juliet'), gone('mercutio'))
  await juliet.receivesOnly(changed, gone('mercutio'))
  await romeo.configures(room, { [FIELD]: ['moderator', 'participant'] })
  await romeo.receivesOnly(changed, back('juliet'), back('mercutio'))
  await mercutio.receivesOnly(changed, gone('juliet'), changed, back('juliet'))
})

t.test('10.2: the broadcast roles survive a restart', async t => {
  const { romeo, juliet, mercutio, room, restart } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [FIELD]: [] })
  await restart()
  await juliet.enters(room)
  await mercutio.enters(room)
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  for (const other of [romeo, mercutio]) await other.receivesNothing()
})
