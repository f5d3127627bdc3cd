import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

const REMOVED = `<presence type='unavailable'><x><item affiliation='none' role='none'/>
  <status code='110'/><status code='332'/></x></presence>`

t.test('11.2: when the service stops for good, each occupant hears it of themselves, with 332, and is out', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t, {
    rooms: { emptyAtStop: true, defaults: { persistent: true } },
  })
  await restart(async () => {
    await juliet.receives(REMOVED)
    await romeo.receives(REMOVED.replace("affiliation='none'", "affiliation='owner'"))
  })
  await juliet.enters(room)
  await juliet.receivesNothing()
  await romeo.receivesNothing()
})

t.test('11.2: at any other stop nobody hears anything, and all are still in', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  await restart()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await romeo.receivesOnly(`<message from='${room}/juliet'><body>Still here</body></message>`)
})
