import t from 'tap'
import { groupedQueries } from '../../../src/store/postgres/grouped.js'
import { statement } from '../../../src/store/tables/statement.js'
import { openSession, withPostgres } from './fixture.js'

const makeRoom = statement<[string]>('insert into room (jid) values (?)')
const dropRoom = statement<[string]>('delete from room where jid = ?')
const add = statement<{ room: string; text: string; by: string | null }>(
  'insert into note (room, text, by) values ((select number from room where jid = @room), @text, @by)',
)
const count = statement<{ room: string; notes: number }>(
  'insert into total (room, notes) values (@room, @notes) on conflict (room) do update set notes = excluded.notes',
)
const clear = statement<[string]>('delete from total where room = ?')

withPostgres(t, 'the steps of a batch become queries', (t, server) => {
  t.test('insertions of one statement are one query, and leave what they would leave one by one', async t => {
    const session = await openSession(t, await server.database())
    await session.query({
      text: `
      create table room (number bigint generated always as identity primary key, jid text unique);
      create table note (position bigint generated always as identity, room bigint references room on delete cascade, text text, by text);
      create table total (room text primary key, notes smallint)`,
    })
    const steps = [
      makeRoom.with('a'),
      add.with({ room: 'a', text: 'first', by: null }),
      count.with({ room: 'a', notes: 1 }),
      add.with({ room: 'a', text: 'second', by: 'romeo' }),
      count.with({ room: 'a', notes: 2 }),
      count.with({ room: 'b', notes: 7 }),
      clear.with('a'),
      count.with({ room: 'a', notes: 3 }),
      dropRoom.with('a'),
      makeRoom.with('a'),
      add.with({ room: 'a', text: 'third', by: null }),
      add.with({ room: 'a', text: 'fourth', by: null }),
    ]
    const queries = await groupedQueries(steps)
    t.equal(
      queries.length,
      9,
      'two notes, three counts; a column of null alone has no type, and a room stays where it is',
    )
    for (const query of queries) await session.query(query)
    const { rows: notes } = await session.query({ text: 'select text, by from note order by position' })
    t.same(notes, [
      { text: 'third', by: null },
      { text: 'fourth', by: null },
    ])
    const { rows: totals } = await session.query({ text: 'select room, notes from total order by room' })
    t.same(totals, [
      { room: 'a', notes: 3 },
      { room: 'b', notes: 7 },
    ])
  })
})
