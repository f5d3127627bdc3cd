import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

const FIELD = 'muc#roomconfig_allowvisitorstatus'
const SILENT = { rooms: { defaults: { moderated: true, allowVisitorStatus: false } } }
const CHANGED = "<message><x><status code='104'/></x></message>"
const says = (room: string, text: string) =>
  `<presence to='${room}/juliet'><show>away</show><status>${text}</status></presence>`

t.test("5.1.1: a room may drop visitors' status texts, but not their availability", async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t, SILENT)
  juliet.sends(says(room, 'Buy my potions'))
  for (const actor of [romeo, juliet]) {
    const [seen] = await actor.receivesOnly(`<presence from='${room}/juliet'><show>away</show></presence>`)
    t.equal(seen?.getChild('status'), undefined)
  }
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  t.equal((await mercutio.receives(`<presence from='${room}/juliet'/>`)).getChild('status'), undefined)
  juliet.sends(`<presence type='unavailable' to='${room}/juliet'><status>Potions!</status></presence>`)
  const gone = await romeo.receives(`<presence type='unavailable' from='${room}/juliet'/>`)
  t.equal(gone.getChild('status'), undefined)
})

t.test('5.1.1: the status text is shown with voice, and for all other roles', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, SILENT)
  romeo.sends(`<presence to='${room}/romeo'><status>In love</status></presence>`)
  await juliet.receives(`<presence from='${room}/romeo'><status>In love</status></presence>`)
  juliet.sends(says(room, 'Wherefore'))
  await romeo.administers(room, "<item nick='juliet' role='participant'/>")
  await romeo.receives(`<presence from='${room}/juliet'><status>Wherefore</status></presence>`)
})

t.test("10.2: changing the configuration hides and shows visitors' status texts", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { rooms: { defaults: { moderated: true } } })
  juliet.sends(says(room, 'Wherefore'))
  await romeo.receivesOnly(`<presence><status>Wherefore</status></presence>`)
  await romeo.configures(room, { [FIELD]: '0' })
  const [, without] = await romeo.receivesOnly(CHANGED, `<presence from='${room}/juliet'><show>away</show></presence>`)
  t.equal(without?.getChild('status'), undefined)
  await romeo.configures(room, { [FIELD]: '1' })
  await romeo.receivesOnly(CHANGED, `<presence from='${room}/juliet'><status>Wherefore</status></presence>`)
})
