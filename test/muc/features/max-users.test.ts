import t from 'tap'
import { assertLike, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const FIELD = 'muc#roomconfig_maxusers'
const FULL = `<presence type='error'><error type='wait'><service-unavailable/></error></presence>`
const TWO = { rooms: { defaults: { maxUsers: 2 } } }
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test('7.2.9: a full room refuses entries until an occupant leaves', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, TWO)
  await romeo.enters(room)
  await juliet.enters(room)
  mercutio.sends(enter(`${room}/mercutio`))
  await mercutio.receives(FULL)
  await juliet.leaves(room)
  await mercutio.enters(room)
})

t.test('Rule 11, §7.2.9: admins and owners may enter a full room, members may not', async t => {
  const { romeo, juliet, mercutio, actor, room } = await scenario(t, TWO)
  const [tybalt, escalus] = [await actor('tybalt'), await actor('escalus')]
  await romeo.enters(room)
  await juliet.enters(room)
  const member = `<item affiliation='member' jid='${tybalt.bare}'/>`
  const owner = `<item affiliation='owner' jid='${escalus.bare}'/>`
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>${owner}${member}`)
  for (const higher of [mercutio, escalus]) await higher.enters(room)
  tybalt.sends(enter(`${room}/tybalt`))
  await tybalt.receives(FULL)
})

t.test('7.2.9: a second client of an occupant takes no place', async t => {
  const { romeo, juliet, actor, room } = await scenario(t, TWO)
  await romeo.enters(room)
  await juliet.enters(room)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room)
})

t.test('10.2: a lower limit removes no occupant, and applies after a restart', async t => {
  const { romeo, juliet, mercutio, actor, room, restart } = await gathered(t)
  const tybalt = await actor('tybalt')
  await romeo.configures(room, { [FIELD]: '2' })
  await juliet.receivesOnly(`<message><x><status code='104'/></x></message>`)
  await mercutio.leaves(room)
  await restart()
  tybalt.sends(enter(`${room}/tybalt`))
  await tybalt.receives(FULL)
  await romeo.configures(room, { [FIELD]: 'none' })
  await tybalt.enters(room)
})

t.test('10.1.3: the form offers the limits, none and the current one', async t => {
  const { romeo, room } = await scenario(t, { rooms: { defaults: { maxUsers: 77 } } })
  await romeo.enters(room)
  const asked = `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'/></iq>`
  const options = ['none', '50', '77', '100'].map(value => `<option><value>${value}</value></option>`)
  const field = `<field var='${FIELD}' type='list-single'><value>77</value>${options.join('')}</field>`
  assertLike(await romeo.asks(asked), `<iq><query><x>${field}</x></query></iq>`)
})
