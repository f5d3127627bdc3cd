import t from 'tap'
import { assertRefused } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const USER = 'http://jabber.org/protocol/muc#user'
const BOUNCED = `<message type='error'><x xmlns='${USER}'><invite/></x><error><item-not-found/></error></message>`

t.test('7.8.2: an invitation to a user who does not exist returns item-not-found to the inviter', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  // Prosody accepts every account in the tests, ejabberd every message to its own rooms: one of the two bounces.
  const [host] = romeo.bare.split('@').slice(1)
  const unreachable = [`nobody@${host}`, `nobody@conference.${host}`]
  const invitations = unreachable.map(to => `<invite to='${to}'/>`)
  romeo.sends(`<message to='${room}'><x xmlns='${USER}'>${invitations.join('')}</x></message>`)
  const refusal = await romeo.receives(BOUNCED)
  assertRefused(refusal, ['item-not-found', 'cancel'], 'did not reach nobody@')
  t.ok(unreachable.includes(String(refusal.getChild('x')?.getChild('invite')?.attrs['to'])))
  t.equal(refusal.attrs['from'], room)
  await juliet.receivesNothing()
})

t.test('7.8.2: an error that answers no invitation of the room is not passed on', async t => {
  const { romeo, actor, room } = await romeoAndJuliet(t)
  const tybalt = await actor('tybalt')
  const payload = `<x xmlns='${USER}'><invite from='${room}/romeo'/></x>`
  const error = `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  tybalt.sends(`<message type='error' id='made-up' to='${room}'>${payload}${error}</message>`)
  await romeo.receivesNothing()
})

t.test('7.8.2: a bounce after a restart of the service still reaches the inviter', async t => {
  const { romeo, mercutio, room, restart } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}'><x xmlns='${USER}'><invite to='${mercutio.bare}'/></x></message>`)
  const invitation = await mercutio.receives(`<message from='${room}'><x><invite/></x></message>`)
  await restart()
  const error = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  mercutio.sends(`<message type='error' id='${invitation.attrs['id']}' to='${room}'>${error}</message>`)
  const refusal = await romeo.receives(BOUNCED)
  t.equal(refusal.getChild('x')?.getChild('invite')?.attrs['to'], mercutio.bare)
  assertRefused(refusal, ['item-not-found', 'cancel'], `did not reach ${mercutio.bare}`)
})

t.test('7.8.2: an error that names an invitation to another user is not passed on', async t => {
  const { romeo, mercutio, actor, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}'><x xmlns='${USER}'><invite to='${mercutio.bare}'/></x></message>`)
  const invitation = await mercutio.receives(`<message from='${room}'><x><invite/></x></message>`)
  const tybalt = await actor('tybalt')
  const error = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  tybalt.sends(`<message type='error' id='${invitation.attrs['id']}' to='${room}'>${error}</message>`)
  await romeo.receivesNothing()
})
