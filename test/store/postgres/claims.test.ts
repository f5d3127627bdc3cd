import t from 'tap'
import { Conflict } from '../../../src/store/store.js'
import { type Reading, statement } from '../../../src/store/tables/statement.js'
import { Notebook, smallDatabase, withPostgres } from './fixture.js'

const ROUNDS = 2000
const ROOMS = ['bar@rooms', 'pub@rooms', 'tea@rooms']

const write = statement<{ room: string; count: number }>('update room set count = @count where jid = @room')
const counts = statement<{ rooms: readonly string[] }, { jid: string; count: number }>(
  'select jid, count from room where jid in (select value from each(@rooms))',
)

/** An instance that counts in rooms: it writes what it has in memory, and loads a room only after a conflict. */
class Counter {
  readonly book: Notebook
  acknowledged = 0
  conflicts = 0
  readonly #memory = new Map<string, number>()

  constructor(url: string) {
    this.book = new Notebook(url)
  }

  async countIn(rooms: readonly string[]): Promise<void> {
    try {
      const missing = rooms.filter(room => !this.#memory.has(room))
      if (missing.length > 0) for (const [room, count] of await this.#load(missing)) this.#memory.set(room, count)
      const next = rooms.map(room => ({ room, count: (this.#memory.get(room) ?? Number.NaN) + 1 }))
      await this.book.write(rooms, ...next.map(one => write.with(one)))
      for (const { room, count } of next) this.#memory.set(room, count)
      this.acknowledged += rooms.length
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      this.conflicts++
      for (const room of error.rooms) this.#memory.delete(room)
    }
  }

  #load(rooms: readonly string[]): Promise<Map<string, number>> {
    return this.book.writer.load({
      rooms: '$3::text[]',
      values: [rooms],
      reading: (): Reading<Map<string, number>> => counts.map(({ jid, count }) => [jid, count], { rooms }),
      roomsIn: read => [...read.keys()],
    })
  }
}

withPostgres(t, 'claims in PostgreSQL', (t, server) => {
  t.test(`two instances that take rooms from each other for ${ROUNDS} rounds lose no write`, async t => {
    const url = await smallDatabase(t, server)
    const counters = [new Counter(url), new Counter(url)]
    t.teardown(() => Promise.all(counters.map(({ book }) => book.writer.close())))
    for (const room of ROOMS) await counters[0]?.book.make(room)
    await Promise.all(
      counters.map(async (counter, n) => {
        for (let round = 0; round < ROUNDS; round++) {
          // One, two or three rooms, in the order of both, so that batches meet.
          await counter.countIn(ROOMS.slice((round + n) % ROOMS.length))
        }
      }),
    )
    const [{ sum }] = (await server.administer('select sum(count)::integer from room', url)) as [{ sum: number }]
    t.equal(
      sum,
      counters.reduce((all, { acknowledged }) => all + acknowledged, 0),
    )
    t.ok(counters.every(({ conflicts, acknowledged }) => conflicts > 0 && acknowledged > 0))
    t.comment(JSON.stringify(counters.map(({ conflicts, acknowledged }) => ({ conflicts, acknowledged }))))
  })
})
