import t from 'tap'
import type { Capability } from '../../src/muc/capability.js'
import { copyOf } from '../../src/stanza/element.js'
import type { Trial } from './front.js'
import { bytes } from './xmpp-bytes.js'
import { fuzzStanzas } from './xmpp-stanzas.js'

/** The short form of `npm run fuzz -- --front xmpp`. */
const trial: Trial = { count: 6000, seed: 20261123, say: () => undefined }

t.test('the link ignores any bytes of a server, or ends and reconnects', async t => {
  const { failures, inputs } = await bytes.run({ ...trial, count: 500 })
  t.same(failures, [])
  t.equal(inputs, 500)
})

t.test("no stanza exceeds its sender's rights, and each request is answered once and stored", async t => {
  const { failures, inputs } = await fuzzStanzas(trial)
  t.same(failures, [])
  t.equal(inputs, 7200)
})

const FAULTS: Readonly<Record<string, { fault: Capability; report: RegExp }>> = {
  'lets any user configure a room': {
    report: /has no right to this change: record/,
    fault: {
      onMessage({ batch, room }) {
        const now = { ...room.record, archived: room.record.archived }
        batch.change({ kind: 'record', room: room.record.jid, was: room.record, now })
        return 'pass'
      },
    },
  },
  'throws an error that is no refusal': {
    report: /a fault was reported|an internal error/,
    fault: {
      onGroupchat() {
        throw new TypeError('undefined is not a function')
      },
    },
  },
  'answers a request twice': {
    report: /2 answers instead of 1/,
    fault: {
      onQuery({ batch, iq, from }) {
        const twice = copyOf(iq)
        Object.assign(twice.attrs, { type: 'result', from: iq.attrs['to'], to: from.full })
        batch.send(twice, [from.full])
        return 'pass'
      },
    },
  },
  'answers no request': {
    report: /0 answers instead of 1/,
    fault: {
      onServiceQuery({ answerLater }) {
        answerLater()
        return 'handled'
      },
    },
  },
  'shows a real address to all occupants': {
    report: /is no moderator, but sees a real address/,
    fault: {
      onReflected({ batch, room, from, reflected }) {
        const shown = copyOf(reflected)
        shown.attrs['from'] = `${room.record.jid}/A`
        shown.attrs['address'] = from.full
        batch.send(shown, [...room.nicks.keys()])
      },
    },
  },
  'lets an outcast enter': {
    report: /is an outcast, but in the room|is not in the room, but receives/,
    fault: {
      onPresence({ batch, room, from, nick }) {
        if (!room || room.occupants.has(nick) || room.nicks.has(from.full)) return 'pass'
        const now = { nick, user: from.bare, role: 'visitor' as const, sessions: [{ jid: from.full, presence: '' }] }
        batch.change({ kind: 'occupant', room: room.record.jid, nick, was: undefined, now })
        return 'handled'
      },
    },
  },
}

for (const [name, { fault, report }] of Object.entries(FAULTS)) {
  t.test(`a capability that ${name} is reported`, async t => {
    const { failures } = await fuzzStanzas({ ...trial, count: 3000 }, [fault])
    t.match(failures.join('\n'), report)
  })
}
