import t from 'tap'
import { Conflict } from '../../../src/store/store.js'
import { statement } from '../../../src/store/tables/statement.js'
import { Notebook, openSession, smallDatabase, withPostgres } from './fixture.js'

withPostgres(t, 'batches in PostgreSQL', (t, server) => {
  t.test('a batch is written as a whole', async t => {
    const book = new Notebook(await smallDatabase(t, server))
    t.teardown(() => book.writer.close())
    await book.make('tea@rooms')
    await book.note('tea@rooms', 'one', 'two')
    t.equal((await book.load('tea@rooms')).get('tea@rooms'), 'one two')
  })

  t.test('nothing of a batch is written when one of its statements fails', async t => {
    const book = new Notebook(await smallDatabase(t, server))
    t.teardown(() => book.writer.close())
    await book.make('tea@rooms')
    const wrong = statement<[]>('insert into note (room) values (null)').with()
    const right = statement<[]>("insert into note (room, text) values ('tea@rooms', 'lost')").with()
    await t.rejects(book.write(['tea@rooms'], right, wrong, right), {
      name: 'StatementError',
      code: '23502',
      isOfValues: true,
    })
    await book.note('tea@rooms', 'kept')
    t.equal((await book.load('tea@rooms')).get('tea@rooms'), 'kept')
  })

  t.test('other events get their turns while a large batch is made and sent', async t => {
    const book = new Notebook(await smallDatabase(t, server))
    t.teardown(() => book.writer.close())
    await book.make('tea@rooms')
    let [turns, before] = [0, 0]
    const timer = setInterval(() => turns++, 1)
    const step = statement<[]>("insert into note (room, text) values ('tea@rooms', 'x')").with()
    function* steps() {
      for (let n = 0; n < 20_000; n++) yield step
      before = turns
    }
    await book.writer.commit({ steps: steps(), rooms: ['tea@rooms'], made: [] })
    clearInterval(timer)
    t.ok(before > 0)
    t.equal((await book.load('tea@rooms')).get('tea@rooms')?.length, 39_999)
  })

  t.test('an instance commits in a room until another one loads it', async t => {
    const url = await smallDatabase(t, server)
    const [first, second] = [new Notebook(url), new Notebook(url)]
    t.teardown(() => Promise.all([first.writer.close(), second.writer.close()]))
    await first.make('tea@rooms')
    await first.make('pub@rooms')
    await second.load('tea@rooms', 'none@rooms')
    const lost = await first.note('tea@rooms', 'stale').catch((error: unknown) => error)
    t.type(lost, Conflict)
    t.match(lost, { rooms: ['tea@rooms'] })
    await first.note('pub@rooms', 'mine')
    await second.note('tea@rooms', 'hers')
    await first.load('tea@rooms')
    await first.note('tea@rooms', 'mine')
    t.same(
      await second.load('tea@rooms', 'pub@rooms'),
      new Map([
        ['pub@rooms', 'mine'],
        ['tea@rooms', 'hers mine'],
      ]),
    )
  })

  t.test('of two instances that make one room, the second has a conflict', async t => {
    const url = await smallDatabase(t, server)
    const [first, second] = [new Notebook(url), new Notebook(url)]
    t.teardown(() => Promise.all([first.writer.close(), second.writer.close()]))
    const made = await Promise.allSettled([first.make('tea@rooms'), second.make('tea@rooms')])
    t.match(
      made.flatMap(result => (result.status === 'rejected' ? [result.reason] : [])),
      [{ name: 'Conflict', rooms: ['tea@rooms'] }],
    )
  })

  t.test('a room that another transaction holds for too long is a conflict', async t => {
    const url = await smallDatabase(t, server)
    const other = await openSession(t, url)
    const book = new Notebook(url, {
      open: async () => {
        const session = await openSession(t, url, { name: 'impatient' })
        await session.query({ text: "set lock_timeout = '20ms'" })
        return session
      },
    })
    t.teardown(() => book.writer.close())
    await book.make('tea@rooms')
    await other.query({ text: 'begin' })
    await other.query({ text: 'select from room_home for update' })
    await t.rejects(book.note('tea@rooms', 'now'), { name: 'Conflict' })
    await t.rejects(book.load('tea@rooms'), { name: 'Conflict' })
    await other.query({ text: 'rollback' })
    await book.note('tea@rooms', 'now')
  })

  t.test('a room that another instance has destroyed is lost', async t => {
    const url = await smallDatabase(t, server)
    const [first, second] = [new Notebook(url), new Notebook(url)]
    t.teardown(() => Promise.all([first.writer.close(), second.writer.close()]))
    await first.make('tea@rooms')
    await second.load('tea@rooms')
    await second.drop('tea@rooms')
    await t.rejects(first.note('tea@rooms', 'stale'), { name: 'Conflict', rooms: ['tea@rooms'] })
    t.equal((await first.load('tea@rooms')).size, 0)
    await first.make('tea@rooms')
    await first.note('tea@rooms', 'new')
  })
})
