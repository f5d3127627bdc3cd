import t from 'tap'
import { Heard } from '../../src/muc/heard.js'
import { emptyRoom } from '../../src/muc/room.js'
import { Rooms } from '../../src/muc/rooms.js'
import { setInMemory } from '../../src/muc/set-in-memory.js'
import { roomsSettings } from '../settings.js'

const names = (heard: readonly { session: string }[]) => heard.map(({ session }) => session)

t.test(
  '18.1.2: who was stored comes first, then who has been silent longest; who has been heard of since does not',
  async t => {
    const heard = new Heard()
    for (const [at, session] of ['juliet', 'romeo', 'tybalt'].entries()) heard.note('verona', session, at)
    heard.noteStored('verona', 'nurse')
    heard.noteStored('verona', 'juliet')
    heard.note('verona', 'romeo', 9)
    t.same(names(heard.takeSilentSince(5, 2)), ['nurse', 'juliet'])
    t.same(names(heard.takeSilentSince(5, 2)), ['tybalt'])
    t.same(names(heard.takeSilentSince(10, 2)), ['romeo'])
    t.same(heard.takeSilentSince(10, 2), [])
  },
)

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

t.test(
  '18.1.2: of who has left nothing is kept, but for who is back because their leaving could not be stored',
  async t => {
    const rooms = new Rooms(roomsSettings())
    rooms.put(verona)
    setInMemory(rooms, coming, 'now')
    rooms.heard.note(verona.record.jid, 'romeo', 5)
    const leaving = { ...coming, was: romeo, now: undefined }
    setInMemory(rooms, leaving, 'now')
    t.same(rooms.heard.takeSilentSince(9, 9), [])
    setInMemory(rooms, leaving, 'was')
    t.same(names(rooms.heard.takeSilentSince(9, 9)), ['romeo'])
  },
)

t.test('18.1.2: nothing is kept of a room that has ended', async t => {
  const rooms = new Rooms(roomsSettings())
  rooms.put(verona)
  setInMemory(rooms, coming, 'now')
  setInMemory(rooms, { kind: 'room', jid: verona.record.jid, was: verona, now: undefined }, 'now')
  t.same(rooms.heard.takeSilentSince(9, 9), [])
})
