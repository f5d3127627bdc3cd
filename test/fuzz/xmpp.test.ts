import t from 'tap'
import type { Capability } from '../../src/muc/capability.js'
import { copyOf } from '../../src/stanza/element.js'
import type { Trial } from './front.js'
import { bytes } from './xmpp-bytes.js'
import { throwStanzas } from './xmpp-stanzas.js'

/** The long form is `npm run fuzz`. */
const trial: Trial = { count: 6000, seed: 20261123, say: () => undefined }

t.test('whatever a server writes, the link ends it and comes again, or ignores it', async t => {
  const { failures, inputs } = await bytes.run({ ...trial, count: 500 })
  t.same(failures, [])
  t.equal(inputs, 500)
})

t.test('whatever strangers send: nobody does what they may not, and all is answered once and stored', async t => {
  const { failures, inputs } = await throwStanzas(trial)
  t.same(failures, [])
  t.equal(inputs, 7200)
})

const FAULTS: Readonly<Record<string, { fault: Capability; report: RegExp }>> = {
  'lets everybody configure a room': {
    report: /may not do what it brought about: record/,
    fault: {
      onMessage({ batch, room }) {
        const now = { ...room.record, archived: room.record.archived }
        batch.change({ kind: 'record', room: room.record.jid, was: room.record, now })
        return 'pass'
      },
    },
  },
  'throws what is no refusal': {
    report: /a fault of ours|an internal error/,
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
  'shows an address to everybody': {
    report: /is no moderator, and sees an address/,
    fault: {
      onReflected({ batch, room, from, reflected }) {
        const shown = copyOf(reflected)
        shown.attrs['from'] = `${room.record.jid}/A`
        shown.attrs['address'] = from.full
        batch.send(shown, [...room.nicks.keys()])
      },
    },
  },
  'lets in who is banned': {
    report: /is banned, and inside|is not inside, and hears/,
    fault: {
      onPresence({ batch, room, from, nick }) {
        if (!room || room.occupants.has(nick) || room.nicks.has(from.full)) return 'pass'
        const now = { nick, user: from.bare, role: 'visitor' as const, sessions: [{ jid: from.full, presence: [] }] }
        batch.change({ kind: 'occupant', room: room.record.jid, nick, was: undefined, now })
        return 'handled'
      },
    },
  },
}

for (const [name, { fault, report }] of Object.entries(FAULTS)) {
  t.test(`a capability that ${name} is found`, async t => {
    const { failures } = await throwStanzas({ ...trial, count: 3000 }, [fault])
    t.match(failures.join('\n'), report)
  })
}
