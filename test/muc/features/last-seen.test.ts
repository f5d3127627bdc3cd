import t from 'tap'
import { LastSeen } from '../../../src/muc/model/last-seen.js'
import { emptyRoom } from '../../../src/muc/model/room.js'
import { applyChange } from '../../../src/state/apply-change.js'
import { createState } from '../../../src/state/state.js'
import { roomsSettings } from '../../settings.js'

const names = (lastSeen: readonly { session: string }[]) => lastSeen.map(({ session }) => session)

const silent = (lastSeen: LastSeen, since: number, most = 9) => names(lastSeen.takeSilent({ since, now: 99, most }))

t.test('18.1.2: the longest silent client comes first; a client seen since does not come', async t => {
  const lastSeen = new LastSeen()
  for (const [at, session] of ['juliet', 'romeo', 'tybalt'].entries()) lastSeen.markSeen('verona', session, at)
  lastSeen.markSeen('verona', 'romeo', 9)
  t.same(silent(lastSeen, 5, 1), ['juliet'])
  t.same(silent(lastSeen, 5), ['tybalt'])
  t.same(silent(lastSeen, 10), ['romeo'])
  t.same(silent(lastSeen, 10), [])
})

t.test('18.1.2: the silence of a stored occupant begins when the room is loaded', async t => {
  const lastSeen = new LastSeen()
  lastSeen.markSeen('verona', 'romeo', 5)
  lastSeen.markStored('verona', 'nurse')
  lastSeen.markSeen('verona', 'juliet', 7)
  t.same(silent(lastSeen, 5), [])
  t.same(silent(lastSeen, 6), ['romeo', 'nurse'])
})

t.test('18.1.2: after the clock was set back, a client last seen in the future counts as silent', async t => {
  const lastSeen = new LastSeen()
  lastSeen.markSeen('verona', 'romeo', 500)
  lastSeen.markSeen('verona', 'juliet', 98)
  t.same(silent(lastSeen, 90), ['romeo'])
  t.same(silent(lastSeen, 99), ['juliet'])
})

const verona = emptyRoom({
  ...{
    jid: 'verona@rooms.localhost',
    id: '0',
    creator: 'romeo@localhost',
    createdAt: 0,
    locked: false,
    archived: false,
  },
  config: roomsSettings().defaults,
})
const romeo = {
  nick: 'Romeo',
  user: 'romeo@localhost',
  role: 'visitor',
  sessions: [{ jid: 'romeo', presence: '' }],
} as const
const coming = { kind: 'occupant', room: verona.record.jid, nick: 'Romeo', was: undefined, now: romeo } as const

t.test('18.1.2: a departed client is forgotten, unless its departure failed to commit', async t => {
  const state = createState(roomsSettings())
  state.rooms.put(verona)
  applyChange(state, coming, 'now')
  state.lastSeen.markSeen(verona.record.jid, 'romeo', 5)
  const leaving = { ...coming, was: romeo, now: undefined }
  applyChange(state, leaving, 'now')
  t.same(state.lastSeen.takeSilent({ since: 9, now: 9, most: 9 }), [])
  applyChange(state, leaving, 'was')
  t.same(names(state.lastSeen.takeSilent({ since: 9, now: 9, most: 9 })), ['romeo'])
})

t.test('18.1.2: a destroyed room is forgotten', async t => {
  const state = createState(roomsSettings())
  state.rooms.put(verona)
  applyChange(state, coming, 'now')
  applyChange(state, { kind: 'room', jid: verona.record.jid, was: verona, now: undefined }, 'now')
  t.same(state.lastSeen.takeSilent({ since: 9, now: 9, most: 9 }), [])
})
