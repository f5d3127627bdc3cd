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

/** How many of these, one after another and each from another client, get past the limit of their sender. */
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

t.test('an entry, another presence and a message count apart', t => {
  const limits = limitsOf({ joinsPerUser: 1, presencesPerUser: 2, messagesPerUser: 3 })
  t.equal(passing(limits, ENTRY), 1)
  t.equal(passing(limits, parseElement('<presence><show>away</show></presence>')), 2)
  t.equal(passing(limits, MESSAGE), 3)
  t.end()
})

t.test('what tells of an end and what answers is never limited', t => {
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

t.test('requests are limited, and those that cost more count as several', t => {
  const request = (namespace: string) => parseElement(`<iq type='get'><query xmlns='${namespace}'/></iq>`)
  const passingOf = (namespace: string) => passing(limitsOf({ queriesPerUser: 12 }), request(namespace), { times: 20 })
  t.equal(passingOf('http://jabber.org/protocol/disco#info'), 12)
  t.equal(passingOf('urn:xmpp:mam:2'), 2)
  t.equal(passingOf('urn:xmpp:channel-search:0:search'), 1, 'what counts more than the limit takes all of it')
  t.equal(passing(limitsOf(), request('jabber:iq:version'), { times: 3000 }), 3000, 'by itself')
  t.end()
})

t.test('a limit of nothing is no limit, and such are they all by themselves', t => {
  t.equal(passing(limitsOf(), MESSAGE, { times: 1000 }), 1000)
  t.equal(passing(limitsOf(), ENTRY, { times: 1000 }), 1000)
  t.end()
})

t.test('a room counts what it took, not what it refused', t => {
  const limits = limitsOf({ messagesPerRoom: 1 })
  const received = { stanza: MESSAGE, from: jid('juliet@localhost/a'), to: ROOM }
  const refusal = new Error('not in the room')
  const refuse = () => {
    throw refusal
  }
  let taken = 0
  for (let n = 0; n < 3; n++) t.throws(() => limits.inRoom(received, refuse), refusal)
  limits.inRoom(received, () => taken++)
  t.throws(() => limits.inRoom(received, () => taken++), /limit is 1 a minute/)
  t.equal(taken, 1)
  t.end()
})

t.test('who is quiet while thousands of others send is forgotten, so that strangers cannot fill the memory', t => {
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
