import Sqlite from 'better-sqlite3'
import t from 'tap'
import { tombstone } from '../../src/store/sqlite/migrations/005-tombstone.js'
import { tombstoneCreator } from '../../src/store/sqlite/migrations/025-tombstone-creator.js'
import { SqliteRunner } from '../../src/store/sqlite/runner.js'
import { stepsOf } from '../../src/store/tables/statement.js'
import { tombstoneStatements } from '../../src/store/tables/tombstones.js'

/** A table with `most` tombstones per creator. `destroys` adds one; `kept` gives the rooms that still have one. */
function tableOf(most: number) {
  const db = new Sqlite(':memory:')
  db.exec(tombstone)
  db.exec(tombstoneCreator)
  const tombstones = tombstoneStatements(most)
  const runner = new SqliteRunner(db)
  return {
    destroys: (jid: string, { creator, until }: { creator: string; until: number }) => {
      const now = { jid, until, alternate: '', known: undefined, creator }
      const written = tombstones.write.tombstone({ kind: 'tombstone', jid, at: 0, was: undefined, now })
      for (const step of stepsOf(written)) runner.write(step)
    },
    kept: (...jids: string[]) => jids.filter(jid => runner.read(tombstones.byJid(jid))),
  }
}

t.test('the latest tombstones of each creator are kept and displace no others', t => {
  const { destroys, kept } = tableOf(2)
  destroys('verona', { creator: 'juliet@localhost', until: 1 })
  for (const [jid, until] of [
    ['b', 2],
    ['a', 3],
    ['d', 4],
    ['c', 5],
  ] as const) {
    destroys(jid, { creator: 'romeo@localhost', until })
  }
  t.same(kept('verona', 'a', 'b', 'c', 'd'), ['verona', 'c', 'd'])
  t.end()
})

t.test('an address counts for the latest creator', t => {
  const { destroys, kept } = tableOf(2)
  destroys('verona', { creator: 'juliet@localhost', until: 1 })
  destroys('verona', { creator: 'romeo@localhost', until: 2 })
  for (const jid of ['a', 'b']) destroys(jid, { creator: 'juliet@localhost', until: 3 })
  t.same(kept('verona', 'a', 'b'), ['verona', 'a', 'b'])
  t.end()
})

t.test('tombstones without a creator are not limited', t => {
  const { destroys, kept } = tableOf(1)
  for (const jid of ['a', 'b']) destroys(jid, { creator: '', until: 3 })
  t.same(kept('a', 'b'), ['a', 'b'])
  t.end()
})
