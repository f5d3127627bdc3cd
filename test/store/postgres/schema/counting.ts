import type { Test } from 'tap'
import { chance } from '../../../random/chance.js'
import type { Made } from './made.js'

const ROOMS = ['a@rooms.localhost', 'b@rooms.localhost'] as const
const NICKS = ['A', 'B', 'C'] as const
const SEED = 2026
const CHANGES = 200

const LIST = `
  insert into listed_room (jid, name, description, address, fewer)
  select jid, '', '', '', -(select count(distinct nick) from occupant_session where room = jid) from room where jid = $1`
/** Sessions that enter, or are here and get another nick, in one statement. */
const PUT = `
  insert into occupant_session (room, session, nick, "user", role, presence, spoken)
  select room, session, nick, session, '', '', 0 from unnest($1::text[], $2::text[], $3::text[]) as given (room, session, nick)
  on conflict (room, text_hash(session)) do update set nick = excluded.nick`

/** The list of public rooms has the number of occupants of each, whatever a transaction does to many sessions at once. */
export async function countedOccupants(t: Test, { client }: Made): Promise<void> {
  const random = chance(SEED)
  const make = (room: string) =>
    client.query(
      `insert into room (jid, id, creator, created_at, locked, archived, config) values ($1, $1, '', 0, 0, 0, '{}')
      on conflict do nothing`,
      [room],
    )
  const sessions = () => Array.from({ length: 1 + random.below(5) }, () => `s${random.below(8)}`)
  const put = async () => {
    const rows = [...new Set(sessions())].map(session => [random.one(...ROOMS), session, random.one(...NICKS)] as const)
    await client.query(PUT, [rows.map(([room]) => room), rows.map(row => row[1]), rows.map(row => row[2])])
  }
  const changes: readonly [() => Promise<unknown>, ...(() => Promise<unknown>)[]] = [
    put,
    put,
    put,
    () => client.query('delete from occupant_session where session = any ($1)', [sessions()]),
    () =>
      client.query('update occupant_session set nick = $1 where session = any ($2)', [
        random.one(...NICKS),
        sessions(),
      ]),
    () => client.query('update occupant_session set presence = $1', [String(random.below(9))]),
    async () => {
      const room = random.one(...ROOMS)
      await client.query('delete from room where jid = $1', [room])
      await make(room)
      await client.query(LIST, [room])
    },
    async () => {
      const room = random.one(...ROOMS)
      await client.query('delete from listed_room where jid = $1', [room])
      await client.query(LIST, [room])
    },
  ]
  for (const room of ROOMS) {
    await make(room)
    await client.query(LIST, [room])
  }
  let most = 0
  for (let n = 0; n < CHANGES; n++) {
    await client.query('begin')
    for (let more = 0; more <= random.below(3); more++) await random.one(...changes)()
    await client.query('commit')
    const { rows } = await client.query<{ listed: string; present: string }>(`
      select -fewer as listed, (select count(distinct nick) from occupant_session where room = jid) as present
      from listed_room`)
    for (const { listed, present } of rows) {
      if (listed !== present) return void t.equal(listed, present, `after transaction ${n} of the seed ${SEED}`)
      most = Math.max(most, Number(listed))
    }
  }
  t.equal(most, NICKS.length)
  t.strictSame((await client.query('select * from room_to_count')).rows, [])
}

/** The grams of a room that is listed no longer are gone. */
export async function removedGrams(t: Test, { client, read }: Made): Promise<void> {
  await client.query('insert into room_gram (rowid, grams) select id, $1 from listed_room', [['a', 'ab', 'abc']])
  t.equal((await read("select rowid from room_gram where grams @> '{ab}'")).length, ROOMS.length)
  await client.query('delete from room where jid = $1', [ROOMS[0]])
  t.equal((await read('select rowid from room_gram')).length, 1)
}
