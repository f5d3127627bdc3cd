import t from 'tap'
import { emptyRoom } from '../../src/muc/model/room.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { StoredChange } from '../../src/store/store.js'
import { config, NOTHING } from './contract/ledger.js'

const OWNER = 'juliet@localhost'
const ROOMS = Array.from({ length: 20 }, (_, n) => ({ jid: `hall${n}@rooms.localhost`, id: `${n}`.padStart(24, '0') }))
const BANS = 3000

/** A store with rooms of one owner that have as many bans as a hostile owner likes. */
async function fullRooms() {
  const store = openSqliteStore(':memory:')
  const entry = { reason: '', since: 7, nick: '', visited: 0 }
  for (const { jid, id } of ROOMS) {
    const record = { jid, id, creator: OWNER, createdAt: 1, locked: false, archived: false, config }
    const has = (user: string, affiliation: 'owner' | 'outcast'): StoredChange => {
      return { kind: 'affiliation', room: jid, user, was: undefined, now: { ...entry, affiliation } }
    }
    const banned = Array.from({ length: BANS }, (_, n) => has(`banned${n}@evil.example`, 'outcast'))
    const room: StoredChange = { kind: 'room', jid, was: undefined, now: emptyRoom(record) }
    await store.commit([room, has(OWNER, 'owner'), ...banned])
  }
  return store
}

/** How often other events have had a turn until `work` was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const count = () => {
    turns++
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  await work
  isDone = true
  return turns
}

t.test('other events have their turns while many large rooms are read into memory', async t => {
  const store = await fullRooms()
  t.teardown(() => store.close())
  const jids = ROOMS.map(({ jid }) => jid)
  const load = store.load({ ...NOTHING, jids })
  t.ok((await turnsDuring(load)) > 0)
  t.equal((await load).rooms.length, ROOMS.length)
})
