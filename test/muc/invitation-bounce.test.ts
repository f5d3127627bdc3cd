import t from 'tap'
import { assertRefused, type Scene } from '../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const USER = 'http://jabber.org/protocol/muc#user'
const invite = ({ room }: Scene, to: string) =>
  `<message to='${room}'><x xmlns='${USER}'><invite to='${to}'/></x></message>`
const bounced = (to: string) =>
  `<message type='error'><x xmlns='${USER}'><invite to='${to}'/></x><error><item-not-found/></error></message>`

t.test('7.8.2: who invites somebody that does not exist is told item-not-found', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  const nobody = `nobody-${Date.now()}@unknown-${romeo.bare.split('@')[1]}`
  romeo.sends(invite(scene, nobody))
  const refusal = await romeo.receives(bounced(nobody))
  assertRefused(refusal, ['item-not-found', 'cancel'], `did not reach ${nobody}`)
  t.equal(refusal.attrs['from'], room)
  await juliet.receivesNothing()
})

t.test('7.8.2: an error that answers no invitation of ours is told to nobody', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, actor, room } = scene
  const tybalt = await actor('tybalt')
  const payload = `<x xmlns='${USER}'><invite from='${room}/romeo'/></x>`
  const error = `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  tybalt.sends(`<message type='error' id='made-up' to='${room}'>${payload}${error}</message>`)
  await romeo.receivesNothing()
})
