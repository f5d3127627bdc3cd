import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

const MINUTE = 60_000
const EMPTY = `<message type='groupchat'/>`

t.test(
  '18.1.2: a client that has been silent for long gets a message without content, and stays if it is there',
  async t => {
    const { juliet, romeo, room, passes } = await romeoAndJuliet(t)
    await passes(29 * MINUTE)
    await juliet.receivesNothing()
    juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
    await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)
    await juliet.receivedMeanwhile()
    await passes(2 * MINUTE)
    const [probe] = await romeo.receivesOnly(EMPTY)
    t.same(probe?.children, [])
    await juliet.receivesNothing()
    await passes(29 * MINUTE)
    await juliet.receivesOnly(EMPTY)
    await romeo.receivesNothing()
  },
)

t.test('18.1.2: one that vanished while the link was down leaves when it is looked for', async t => {
  const { juliet, romeo, room, restart, passes } = await romeoAndJuliet(t)
  await restart(() => juliet.signsOut())
  // Somebody does something in the room: it is in memory again.
  await romeo.discovers('info', room)
  await passes(1)
  await romeo.receives(`<presence from='${room}/juliet' type='unavailable'><x><status code='333'/></x></presence>`)
})
