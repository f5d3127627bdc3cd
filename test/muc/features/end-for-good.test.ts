import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

const REMOVED = `<presence type='unavailable'><x><item affiliation='none' role='none'/>
  <status code='110'/><status code='332'/></x></presence>`

t.test('11.2: a permanent stop of the service removes each occupant with status 332', async t => {
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

t.test('11.2: any other stop sends nothing, and keeps the occupants', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  await restart()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await romeo.receivesOnly(`<message from='${room}/juliet'><body>Still here</body></message>`)
})
