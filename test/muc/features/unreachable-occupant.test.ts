import t from 'tap'
import { isConflicting } from '../../scenario/conflicting-store.js'
import { codesOf, itemOf, startDevStage } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const MINUTE = 60_000
const EMPTY = `<message type='groupchat'/>`

// For a room that comes into memory, the silence of all clients begins.
const isCounted = { skip: isConflicting && 'a conflict makes the room leave memory' }

t.test(
  '18.1.2: a client silent for 30 minutes is probed by an empty message, and stays if reachable',
  isCounted,
  async t => {
    const { juliet, romeo, room, passes } = await romeoAndJuliet(t)
    await passes(29 * MINUTE)
    await juliet.receivesNothing(EMPTY)
    juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
    await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)
    await juliet.receivedMeanwhile()
    await passes(2 * MINUTE)
    const [probe] = await romeo.receivesOnly(EMPTY)
    t.same(probe?.children, [])
    await juliet.receivesNothing(EMPTY)
    await passes(29 * MINUTE)
    await juliet.receivesOnly(EMPTY)
    await romeo.receivesNothing(EMPTY)
  },
)

t.test(
  '18.1.2: a client that vanished while the service was down leaves all its rooms, without other traffic',
  async t => {
    const { juliet, romeo, mercutio, room, restart } = await romeoAndJuliet(t)
    const street = room.replace('verona', 'mantua')
    await mercutio.enters(street)
    await juliet.enters(street)
    await mercutio.receivedMeanwhile()
    await restart(() => juliet.signsOut())
    for (const [witness, place] of [[romeo, room] as const, [mercutio, street] as const]) {
      const gone = await witness.receives(`<presence from='${place}/juliet' type='unavailable'/>`)
      t.same(codesOf(gone), [333])
      t.match(itemOf(gone), { affiliation: 'none', role: 'none' })
    }
  },
)

t.test('11.1: reachable occupants stay after a restart, without any presence broadcast', async t => {
  const { juliet, romeo, room, restart } = await romeoAndJuliet(t)
  await restart()
  await romeo.receives(EMPTY)
  await juliet.receives(EMPTY)
  await romeo.receivesNothing()
  await juliet.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await romeo.receivesOnly(`<message from='${room}/juliet'><body>Still here</body></message>`)
})

t.test('18.1.2: when all occupants vanish, a persistent room is empty and a temporary one destroyed', async t => {
  const { juliet, romeo, mercutio, room, restart } = await romeoAndJuliet(t)
  const square = room.replace('verona', 'square')
  await juliet.enters(square)
  await juliet.configures(square, { 'muc#roomconfig_persistentroom': '1' })
  await restart(async () => {
    await juliet.signsOut()
    await romeo.signsOut()
  })
  // Each check takes a while, so the departures come one after another.
  const isGone = async () => (await mercutio.discovers('info', room)).attrs['type'] === 'error'
  while (!(await isGone())) await mercutio.settles()
  const occupants = async () => (await mercutio.discovers('items', square)).getChild('query')?.children
  while ((await occupants())?.length !== 0) await mercutio.settles()
  t.pass('no room has an occupant')
})

t.test('18.1.2: a client that vanished while the link was cut leaves all its rooms when it is restored', async t => {
  const stage = await startDevStage()
  t.teardown(() => stage.stop())
  const { juliet, romeo, room, linkIsUp } = await romeoAndJuliet(t, { server: stage.server })
  stage.cutLink()
  await juliet.signsOut()
  await linkIsUp()
  await romeo.receives(`<presence from='${room}/juliet' type='unavailable'/>`)
})
