import fc, { type Arbitrary } from 'fast-check'
import t, { type Test } from 'tap'
import { PostgresRunner } from '../../../src/store/postgres/runner.js'
import { pause, type Reading, statement, together } from '../../../src/store/tables/statement.js'
import type { Postgres } from '../../servers/postgres.js'
import { openSession, withPostgres } from './fixture.js'

type Note = { place: number; text: string; user: string | null }

const ofRoom = statement<[string], Note>('select * from note where room = ? order by place desc')
const some = statement<{ room: string; least: number; most: number; user: string | null }, Note>(`
  select place, text, user from note -- not all of a room
  where room = @room and size >= @least and (cast(@user as text) is null or user = @user)
  order by size, place limit @most`)
const texts = statement<[string], string>('select text from note where room = ? order by text').pluck()
const marked = statement<[Uint8Array], { found: number }>('select count(*) as found from note where mark = ?')
const larger = statement<{ than: number }, { found: number }>(
  'select count(*) as found from note where size > cast(@than as double precision)',
)
const listed = statement<{ rooms: readonly string[] }, Note>(
  'select * from note where room in (select value from each(@rooms)) order by place',
)
const divided = statement<[number], { share: number }>('select 6 / cast(? as integer) as share')

function* firstTexts(room: string, most: number): Reading<string[]> {
  const found: string[] = []
  yield* ofRoom.until(({ text }) => found.push(text) < most, room)
  return found
}

/** A reading whose steps depend on those before them. */
function* nested(rooms: readonly string[]): Reading<unknown> {
  yield* pause()
  const firsts = yield* together(rooms.map(room => texts.get(room)))
  return [firsts, yield* together(firsts.map((text = '') => together([ofRoom.all(text), texts.all(text)])))]
}

/** Rooms `a`, `b` and `c`; the notes of `a` have the names of rooms as their texts. */
async function notebook(t: Test, server: Postgres) {
  const session = await openSession(t, await server.database())
  await session.query({
    text: `
      create table note (
        place bigint primary key, room text collate "C", text text, "user" text, size smallint, mark bytea
      );
      insert into note
      select n, substr('aab', n % 3 + 1, 1), substr('abcd', n % 4 + 1, 1), nullif('romeo', substr('romeoxx', 1, n % 7)),
        n % 5, decode(to_hex(n % 3 + 16), 'hex')
      from generate_series(1, 60) as n`,
  })
  let queries = 0
  const query = session.query.bind(session)
  session.query = one => {
    queries++
    return query(one)
  }
  const runner = new PostgresRunner(session)
  return {
    read: <T>(reading: Reading<T>) => runner.read(reading),
    /** Does work, and tells how many queries that took. */
    async counted<T>(work: () => Promise<T>): Promise<{ result: T; queries: number }> {
      queries = 0
      const result = await work()
      return { result, queries }
    },
  }
}

const rooms = fc.constantFrom('a', 'b', 'none', 'a"\\,{}\0')
/** Makes the same reading each time. */
const readings: Arbitrary<() => Reading<unknown>> = fc.oneof(
  rooms.map(room => () => ofRoom.all(room)),
  rooms.map(room => () => ofRoom.get(room)),
  rooms.map(room => () => texts.all(room)),
  rooms.map(room => () => texts.get(room)),
  fc
    .record({ room: rooms, least: fc.nat(5), most: fc.nat(9), user: fc.constantFrom('romeo', '', null) })
    .map(asked => () => some.all(asked)),
  fc.nat(4).map(n => () => marked.get(Uint8Array.of(15 + n))),
  fc.constantFrom(1, 1.5, 4).map(than => () => larger.get({ than })),
  fc.array(rooms).map(list => () => listed.all({ rooms: list })),
  fc.tuple(rooms, fc.integer({ min: 1, max: 5 })).map(
    ([room, most]) =>
      () =>
        firstTexts(room, most),
  ),
  fc.array(rooms).map(list => () => nested(list)),
)

withPostgres(t, 'steps that are ready together become queries', (t, server) => {
  t.test('readings together find what they find one by one', async t => {
    const { read } = await notebook(t, server)
    await fc.assert(
      fc.asyncProperty(fc.array(readings, { maxLength: 30 }), async made => {
        const alone: unknown[] = []
        for (const make of made) alone.push(await read(make()))
        t.strictSame(await read(together(made.map(make => make()))), alone)
      }),
    )
  })

  t.test('steps of one statement are one query, of at most 100 steps', async t => {
    const { read, counted } = await notebook(t, server)
    const many = Array.from({ length: 250 }, (_, n) => (n % 2 === 0 ? 'a' : 'b'))
    const { result, queries } = await counted(() => Promise.all(many.map(room => read(texts.get(room)))))
    t.equal(queries, 3)
    t.strictSame(result.slice(0, 2), ['a', 'a'])
    // Where a reading has held other events for long, its steps become more queries.
    const deep = await counted(() => read(together(many.map(room => nested([room, room])))))
    t.ok(deep.queries < 100, `${deep.queries} queries of 1500 steps`)
  })

  t.test('steps whose values show no type are a query each', async t => {
    const { read, counted } = await notebook(t, server)
    const asked = { room: 'a', least: 0, most: 2, user: null }
    const alone: Reading<unknown>[][] = [
      [some.all(asked), some.all(asked)],
      [larger.get({ than: 1 }), larger.get({ than: 0.5 })],
      [listed.all({ rooms: ['a'] }), listed.all({ rooms: [] })],
    ]
    for (const pair of alone) t.equal((await counted(() => read(together(pair)))).queries, 2)
  })

  t.test('a query that the server refuses is the fault of all its steps, and of no others', async t => {
    const { read, counted } = await notebook(t, server)
    const shares = [1, 0, 2].map(by => read(divided.get(by)))
    const [others, ...refused] = await Promise.allSettled([read(texts.get('b')), ...shares])
    t.match(others, { status: 'fulfilled', value: 'a' })
    t.match(refused, Array(3).fill({ status: 'rejected', reason: { code: '22012' } }))
    const later = await counted(() => Promise.all([read(divided.get(2)), read(divided.get(3))]))
    t.same(later, { result: [{ share: 3 }, { share: 2 }], queries: 1 })
  })
})
