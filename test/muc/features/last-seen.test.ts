import t from 'tap'
import { LastSeen } from '../../../src/muc/model/last-seen.js'
import { emptyRoom } from '../../../src/muc/model/room.js'
import { applyChange } from '../../../src/state/apply-change.js'
import { createState } from '../../../src/state/state.js'
import { roomsSettings } from '../../settings.js'

const names = (heard: readonly { session: string }[]) => heard.map(({ session }) => session)

const silent = (heard: LastSeen, since: number, most = 9) => names(heard.takeSilent({ since, now: 99, most }))

t.test('18.1.2: the longest silent client comes first; a client heard since does not come', async t => {
  const heard = new LastSeen()
  for (const [at, session] of ['juliet', 'romeo', 'tybalt'].entries()) heard.markSeen('verona', session, at)
  heard.markSeen('verona', 'romeo', 9)
  t.same(silent(heard, 5, 1), ['juliet'])
  t.same(silent(heard, 5), ['tybalt'])
  t.same(silent(heard, 10), ['romeo'])
  t.same(silent(heard, 10), [])
})

t.test('18.1.2: the silence of a stored occupant begins when the room is loaded', async t => {
  const heard = new LastSeen()
  heard.markSeen('verona', 'romeo', 5)
  heard.markStored('verona', 'nurse')
  heard.markSeen('verona', 'juliet', 7)
  t.same(silent(heard, 5), [])
  t.same(silent(heard, 6), ['romeo', 'nurse'])
})

t.test('18.1.2: after the clock was set back, a client last heard in the future counts as silent', async t => {
  const heard = new LastSeen()
  heard.markSeen('verona', 'romeo', 500)
  heard.markSeen('verona', 'juliet', 98)
  t.same(silent(heard, 90), ['romeo'])
  t.same(silent(heard, 99), ['juliet'])
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
  sessions: [{ jid: 'romeo', presence: [] }],
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
