import t from 'tap'
import { HAS_ID, ROOM } from '../../src/store/sqlite/history.js'
import { openInMemory } from '../../src/store/sqlite/open.js'

t.test('a message is found by id, author, nick and time in an index of its own, not among all of its room', async t => {
  const { db, close } = openInMemory()
  t.teardown(close)
  const plan = (condition: string) =>
    db
      .prepare<[object], { detail: string }>(`explain query plan select stanza from history where ${condition}`)
      .all({ room: '', id: '', user: '', nick: '', at: 0 })
      .map(({ detail }) => detail)
      .find(detail => detail.includes('SEARCH history'))
  t.match(plan(HAS_ID), /history_id/)
  t.match(plan(`room = ${ROOM} and archived = 1 order by position`), /history_room/)
  t.match(plan(`room = ${ROOM} and user = @user order by position`), /history_user .*user=/)
  t.match(plan(`room = ${ROOM} and archived = 1 and nick = @nick order by position`), /history_nick .*nick=/)
  t.match(plan('at >= @at order by at, position'), /history_at/)
})
