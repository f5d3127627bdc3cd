import Sqlite from 'better-sqlite3'
import t from 'tap'
import { tombstone } from '../../src/store/sqlite/migrations/005-tombstone.js'
import { tombstoneCreator } from '../../src/store/sqlite/migrations/025-tombstone-creator.js'
import { tombstoneStatements } from '../../src/store/sqlite/tombstones.js'

/** A table that keeps so many of each; `destroys` lays a tombstone until then, `standing` gives those that are there. */
function tableOf(most: number) {
  const db = new Sqlite(':memory:')
  db.exec(tombstone)
  db.exec(tombstoneCreator)
  const tombstones = tombstoneStatements(db, most)
  return {
    destroys: (jid: string, { creator, until }: { creator: string; until: number }) => {
      const now = { jid, until, alternate: '', known: undefined, creator }
      tombstones.write.tombstone({ kind: 'tombstone', jid, at: 0, was: undefined, now })
    },
    standing: (...jids: string[]) => jids.filter(jid => tombstones.byJid(jid)),
  }
}

t.test('the latest of each person stand, and nobody frees the address of another', t => {
  const { destroys, standing } = tableOf(2)
  destroys('verona', { creator: 'juliet@localhost', until: 1 })
  for (const [jid, until] of [
    ['b', 2],
    ['a', 3],
    ['d', 4],
    ['c', 5],
  ] as const) {
    destroys(jid, { creator: 'romeo@localhost', until })
  }
  t.same(standing('verona', 'a', 'b', 'c', 'd'), ['verona', 'c', 'd'])
  t.end()
})

t.test('the address of a room is counted for who made it last', t => {
  const { destroys, standing } = tableOf(2)
  destroys('verona', { creator: 'juliet@localhost', until: 1 })
  destroys('verona', { creator: 'romeo@localhost', until: 2 })
  for (const jid of ['a', 'b']) destroys(jid, { creator: 'juliet@localhost', until: 3 })
  t.same(standing('verona', 'a', 'b'), ['verona', 'a', 'b'])
  t.end()
})

t.test('those of which nobody knows who made the room are not counted', t => {
  const { destroys, standing } = tableOf(1)
  for (const jid of ['a', 'b']) destroys(jid, { creator: '', until: 3 })
  t.same(standing('a', 'b'), ['a', 'b'])
  t.end()
})
