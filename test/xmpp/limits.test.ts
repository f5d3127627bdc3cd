import t from 'tap'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { StanzaError } from '../../src/stanza/error.js'
import { type Jid, parseJid } from '../../src/stanza/jid.js'
import type { Limits } from '../../src/xmpp/limits.js'
import { limitsOf } from '../settings.js'

const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`
const ENTRY = parseElement(`<presence>${MUC}</presence>`)
const MESSAGE = parseElement('<message><body>Hello</body></message>')
const ROOM = jid('verona@rooms.localhost')

function jid(text: string): Jid {
  const parsed = parseJid(text)
  if (!parsed) throw new Error(text)
  return parsed
}

/** The number of equal stanzas that the limit of their sender lets pass, each from another client. */
function passing(limits: Limits, stanza: Element, { times = 5, user = 'juliet@localhost' } = {}): number {
  let passed = 0
  for (let n = 0; n < times; n++) {
    try {
      limits.countForUser(stanza, jid(`${user}/${n}`))
      passed++
    } catch (refusal) {
      if (!(refusal instanceof StanzaError && refusal.condition === 'policy-violation' && refusal.type === 'wait')) {
        throw refusal
      }
    }
  }
  return passed
}

t.test('entries, other presences and messages are counted separately', t => {
  const limits = limitsOf({ joinsPerUser: 1, presencesPerUser: 2, messagesPerUser: 3 })
  t.equal(passing(limits, ENTRY), 1)
  t.equal(passing(limits, parseElement('<presence><show>away</show></presence>')), 2)
  t.equal(passing(limits, MESSAGE), 3)
  t.end()
})

t.test('unavailable presences, errors and answers are never limited', t => {
  const limits = limitsOf({ joinsPerUser: 1, presencesPerUser: 1, messagesPerUser: 1, queriesPerUser: 1 })
  for (const stanza of [
    `<presence type='unavailable'/>`,
    `<presence type='unavailable'>${MUC}</presence>`,
    `<presence type='error'/>`,
    `<message type='error'/>`,
    `<iq type='result'/>`,
    `<iq type='error'/>`,
  ]) {
    t.equal(passing(limits, parseElement(stanza)), 5, stanza)
  }
  t.end()
})

t.test('requests are limited, and an expensive request counts as several', t => {
  const request = (namespace: string) => parseElement(`<iq type='get'><query xmlns='${namespace}'/></iq>`)
  const passingOf = (namespace: string) => passing(limitsOf({ queriesPerUser: 12 }), request(namespace), { times: 20 })
  t.equal(passingOf('http://jabber.org/protocol/disco#info'), 12)
  t.equal(passingOf('urn:xmpp:mam:2'), 2)
  t.equal(passingOf('urn:xmpp:channel-search:0:search'), 1, 'a request that costs more than the limit uses all of it')
  t.equal(passing(limitsOf(), request('jabber:iq:version'), { times: 3000 }), 3000, 'no limit by default')
  t.end()
})

t.test('a chat command counts as an ad-hoc command; a message to all or to an occupant does not', t => {
  const message = (to: string, type: string) =>
    parseElement(`<message to='${to}' type='${type}'><body>links</body></message>`)
  for (const to of ['rooms.localhost', ROOM.bare, `${ROOM.bare}/rooms.localhost`]) {
    t.equal(passing(limitsOf({ queriesPerUser: 10 }), message(to, 'chat')), 2, to)
  }
  t.equal(passing(limitsOf({ queriesPerUser: 10 }), message(ROOM.bare, 'groupchat')), 5)
  t.equal(passing(limitsOf({ queriesPerUser: 10 }), message(`${ROOM.bare}/romeo`, 'chat')), 5)
  t.end()
})

t.test('a list counts as one more request for every fifty items', t => {
  const items = (count: number) =>
    parseElement(
      `<iq type='set'><query xmlns='http://jabber.org/protocol/muc#admin'>${'<item/>'.repeat(count)}</query></iq>`,
    )
  t.equal(passing(limitsOf({ queriesPerUser: 50 }), items(49), { times: 20 }), 10)
  t.equal(passing(limitsOf({ queriesPerUser: 50 }), items(999), { times: 20 }), 2)
  t.end()
})

t.test('a limit of 0 is no limit, and all limits are 0 by default', t => {
  t.equal(passing(limitsOf(), MESSAGE, { times: 1000 }), 1000)
  t.equal(passing(limitsOf(), ENTRY, { times: 1000 }), 1000)
  t.end()
})

t.test('a room counts the stanzas that it accepted, not those that it refused or that are reverted', t => {
  const limits = limitsOf({ messagesPerRoom: 1 })
  let revert = () => {}
  const batch = {
    onRevert(undo: () => void) {
      revert = undo
    },
  }
  const received = { batch, stanza: MESSAGE, from: jid('juliet@localhost/a'), to: ROOM }
  const refusal = new Error('not in the room')
  const refuse = () => {
    throw refusal
  }
  let taken = 0
  for (let n = 0; n < 3; n++) t.throws(() => limits.inRoom(received, refuse), refusal)
  limits.inRoom(received, () => taken++)
  t.throws(() => limits.inRoom(received, () => taken++), /limit is 1 a minute/)
  revert()
  limits.inRoom(received, () => taken++)
  t.equal(taken, 2)
  t.end()
})

t.test('the counter of a quiet user is evicted while thousands of others send, so that memory stays bounded', t => {
  const limits = limitsOf({ messagesPerUser: 1 })
  const mayWrite = (user: string) => passing(limits, MESSAGE, { times: 1, user }) === 1
  t.ok(mayWrite('quiet@localhost'))
  t.ok(mayWrite('busy@localhost'))
  for (let n = 0; n < 10_000; n++) {
    mayWrite(`u${n}@localhost`)
    if (n % 1000 === 0) t.notOk(mayWrite('busy@localhost'))
  }
  t.ok(mayWrite('quiet@localhost'))
  t.notOk(mayWrite('busy@localhost'))
  t.end()
})
