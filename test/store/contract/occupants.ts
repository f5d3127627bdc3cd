import { createRoom } from '../../../src/muc/operations/create-room.js'
import { type ContractScenes, config, JID, plain, romeo } from './ledger.js'

/** What every store must fulfil for occupants and their sessions. */
export const occupantScenes: ContractScenes = {
  'the session that spoke last is the last, and occupants keep the order in which they came': async (t, ledger) => {
    await ledger.makesRoom()
    const [first, second] = [romeo('Romeo', 'a', 'b'), romeo('Juliet', 'c')]
    const [a, b] = first.sessions
    if (!a || !b) throw new Error('romeo has two sessions')
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: first })
      batch.change({ kind: 'occupant', room: JID, nick: 'Juliet', was: undefined, now: second })
    })
    const spoke = { ...first, sessions: [b, { ...a, presence: '' }] }
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: first, now: spoke })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },

  'the sessions of all rooms are read in portions, each once': async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'b', 'a') })
      batch.change({ kind: 'occupant', room: JID, nick: 'R', was: undefined, now: romeo('R', 'c') })
    })
    const [a, b, c] = ['a', 'b', 'c'].map(resource => ({ room: JID, session: `romeo@localhost/${resource}` }))
    const after = (one = { room: '', session: '' }) => ledger.store.lookUp({ occupantsAfter: { ...one, most: 2 } })
    t.same((await after()).occupantsAfter, [a, b])
    t.same((await after(b)).occupantsAfter, [c])
    t.same((await after(c)).occupantsAfter, [])
  },

  'the rooms with occupants are read in portions, each once': async (t, ledger) => {
    const [padua, venice] = ['padua@rooms.localhost', 'venice@rooms.localhost']
    await ledger.makesRoom()
    await ledger.commits((batch, context) => {
      for (const jid of [venice, padua, 'empty@rooms.localhost']) {
        createRoom(context, { jid, creator: 'juliet@localhost', config, locked: false })
      }
      for (const room of [venice, JID, padua]) {
        batch.change({ kind: 'occupant', room, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'b', 'a') })
      }
    })
    const after = async (room = '') => (await ledger.store.lookUp({ occupied: { after: room, most: 2 } })).occupied
    t.same(await after(), [padua, venice])
    t.same(await after(venice), [JID])
    t.same(await after(JID), [])
  },
}
