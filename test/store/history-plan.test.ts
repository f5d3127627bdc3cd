import t, { type Test } from 'tap'
import type { Sender } from '../../src/muc/model/archive-query.js'
import { openInMemory } from '../../src/store/sqlite/open.js'
import { SqliteRunner } from '../../src/store/sqlite/runner.js'
import { archiveStatements, ENDS, FIRST_TIME } from '../../src/store/tables/archive.js'
import { HAS_ID, ROOM } from '../../src/store/tables/history.js'

const VALUES = {
  room: '',
  id: '',
  user: '',
  nick: '',
  session: '',
  at: 0,
  start: 0,
  end: 0,
  above: 0,
  below: 0,
  limit: 1,
  offset: 0,
}

function opened(t: Test) {
  const { db, close } = openInMemory()
  t.teardown(close)
  const plans = (sql: string) =>
    db
      .prepare<[object], { detail: string }>(`explain query plan ${sql}`)
      .all(VALUES)
      .map(({ detail }) => detail)
      .filter(detail => detail.includes('SEARCH history'))
  return { db, plans, plan: (sql: string) => plans(sql)[0] }
}

t.test('a message is found by id, author, nick and time in an index of its own, not among all of its room', async t => {
  const { plan } = opened(t)
  const of = (condition: string) => plan(`select stanza from history where ${condition}`)
  t.match(of(HAS_ID), /history_id/)
  t.match(of(`room = ${ROOM} and user = @user order by position`), /history_user .*user=/)
  t.match(
    plan(FIRST_TIME.replace('?', '@room').replace('?', '@above')),
    /COVERING INDEX history_room .*room=\? AND position>/,
  )
})

t.test('the two ends of an archive are found by one step each, not among all of its messages', async t => {
  const { plans } = opened(t)
  const step = /COVERING INDEX history_room \(room=\?\)/
  t.match(plans(ENDS), [step, step])
  t.equal(ENDS.match(/order by position (desc )?limit 1/g)?.length, 2)
})

t.test('a page of the archive between two times reads messages of its room and author only', async t => {
  const { db, plan } = opened(t)
  const runner = new SqliteRunner(db)
  const prepared: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }) as typeof db.prepare
  const { archive } = archiveStatements().answers
  const asked = { room: 'r@x', start: 1, end: 2, page: { max: 1 }, longest: 1 }
  // Prepares the statements that all queries share.
  runner.readAtOnce(archive({ ...asked, ids: [] }))
  const queriesOf = (author: Sender | undefined) => {
    prepared.length = 0
    runner.readAtOnce(archive({ ...asked, with: author }))
    return prepared
  }
  const user = 'romeo@x'
  for (const [author, index] of [
    [undefined, 'history_room (room=?'],
    [{ nick: 'Romeo' }, 'history_nick (room=? AND nick=?'],
    [{ user }, 'history_user (room=? AND user=?'],
    [{ user, session: `${user}/a` }, 'history_client (room=? AND sender=?'],
  ] as const) {
    const queries = [...queriesOf(author)]
    t.equal(queries.length, 2, 'the page and the count')
    for (const sql of queries) {
      t.match(plan(sql), `${index} AND position>? AND position<?)`)
      t.equal(sql.match(/position [<>]/g)?.length, 2, 'of more bounds SQLite would use two, and read what is between')
    }
  }
})
