import t from 'tap'
import { assertLike, codesOf, itemOf, type Scene, type SceneOptions, scenario } from '../../scenario/index.js'

const FIELD = 'muc#roomconfig_presencebroadcast'
const EVERY_ROLE = ['moderator', 'participant', 'visitor']
const SHOWN = { rooms: { defaults: { presenceBroadcast: ['moderator', 'participant', 'visitor', 'none'] } } } as const
const statusMessage = (code: number) => `<message type='groupchat'><x><status code='${code}'/></x></message>`
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const absent = (nick: string) => `<presence type='unavailable' from='verona@rooms.localhost/${nick}'>
  <x><item affiliation='member' role='none'/></x></presence>`

/** A scene with romeo in the room and the nick hag reserved for juliet, who is absent. */
async function withReservedNick(t: Parameters<typeof scenario>[0], options?: SceneOptions): Promise<Scene> {
  const scene = await scenario(t, options)
  await scene.romeo.enters(scene.room)
  await scene.romeo.administers(scene.room, `<item affiliation='member' jid='${scene.juliet.bare}' nick='hag'/>`)
  return scene
}

t.test('16.5.3: a room may show absent members by nick to newcomers before their self-presence', async t => {
  const { romeo, mercutio, room, restart } = await withReservedNick(t, SHOWN)
  await restart()
  mercutio.sends(enter(`${room}/mercutio`))
  const [, shown] = await mercutio.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    absent('hag'),
    `<presence from='${room}/mercutio'><x><status code='110'/></x></presence>`,
    '<message><subject/></message>',
  )
  t.same(shown && itemOf(shown), { affiliation: 'member', role: 'none' })
  await romeo.receivedMeanwhile()
  romeo.sends(enter(`${room}/romeo`))
  t.match(itemOf(await romeo.receives(absent('hag'))), { jid: /^juliet@[^/]*$/ })
})

t.test('16.5.3: an entering member is shown as present, and as absent again after leaving', async t => {
  const { romeo, juliet, mercutio, room } = await withReservedNick(t, SHOWN)
  await juliet.enters(room, { nick: 'hag' })
  await romeo.receives(`<presence from='${room}/hag'><x><item role='participant'/></x></presence>`)
  mercutio.sends(enter(`${room}/mercutio`))
  await mercutio.receives(`<presence from='${room}/mercutio'/>`)
  juliet.sends(`<presence type='unavailable' to='${room}/hag'/>`)
  await mercutio.receives(absent('hag'))
  await mercutio.receivesNothing()
})

t.test('16.5.3: absent members are not shown by default', async t => {
  const { mercutio, room } = await withReservedNick(t)
  mercutio.sends(enter(`${room}/mercutio`))
  await mercutio.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/mercutio'/>`,
    '<message><subject/></message>',
  )
})

t.test('15.6.2: starting to show absent members sends status 102, stopping sends 103', async t => {
  const { romeo, mercutio, room } = await withReservedNick(t)
  await mercutio.enters(room)
  for (const actor of [romeo, mercutio]) await actor.receivedMeanwhile()
  assertLike(await romeo.configures(room, { [FIELD]: [...EVERY_ROLE, 'none'] }), "<iq type='result'/>")
  for (const actor of [romeo, mercutio]) await actor.receivesOnly(statusMessage(102), absent('hag'))
  t.same((await romeo.readsConfiguration(room))[FIELD], [...EVERY_ROLE, 'none'])
  await romeo.configures(room, { [FIELD]: EVERY_ROLE })
  for (const actor of [romeo, mercutio]) await actor.receivesOnly(statusMessage(103))
})

t.test('10.2.1: other changes of the same form send 104', async t => {
  const { romeo, room } = await withReservedNick(t)
  await romeo.receivedMeanwhile()
  await romeo.configures(room, { [FIELD]: ['moderator', 'none'] })
  const seen = await romeo.receivesOnly(statusMessage(104), statusMessage(102), absent('hag'))
  t.same(seen.slice(0, 2).map(codesOf), [[104], [102]])
})
