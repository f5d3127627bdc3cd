import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import t, { type Test } from 'tap'
import { lockDatabase } from '../src/store/sqlite/lock.js'
import { tablesOf } from '../src/store/sqlite/structure.js'
import { fileFor, latchstring, MAIN } from './main-process.js'
import { fullDatabase } from './moving/full-database.js'
import type { Postgres } from './servers/postgres.js'
import { earlierDatabase } from './store/earlier.js'
import { withPostgres } from './store/postgres/fixture.js'

/** A number with which the copying takes the greater part of a move. */
const MESSAGES = 20_000

withPostgres(t, 'move', scenes)

function scenes(t: Test, server: Postgres): void {
  t.test(
    'move: every row of every table is in PostgreSQL as it was, and new ones get numbers of their own',
    async t => {
      const { path, moves, client } = await setting(t)
      const numbers = numbersOf(path)
      t.match(await moves(), {
        out: /^\d+ rows have moved to .*\/rooms_\d+, and are equal there\. rooms\.sqlite is marked/,
        code: 0,
      })
      await isEqual(t, path, client)
      for (const [table, last] of numbers) {
        const sequence = `pg_get_serial_sequence('${table}', 'position')`
        const { rows } = await client.query(`select nextval(${sequence}) as next where ${sequence} is not null`)
        if (rows.length > 0) t.equal(Number(rows[0].next), last + 1, table)
      }
      const { rows: found } = await client.query("select rowid from room_gram where grams @> '{ver,ero,ona}'")
      t.same(found, [{ rowid: '1' }])
      const { rows: homes } = await client.query('select jid = room as has from room left join room_home on room = jid')
      t.ok(homes.length > 0)
      t.notOk(
        homes.find(({ has }) => has !== true),
        'no service can make a room of the same address',
      )
    },
  )

  t.test('move: nothing starts on a database that has moved, and each command says where to', async t => {
    const { path, cwd, moves } = await setting(t)
    t.match(await moves(), { code: 0 })
    writeFileSync(join(cwd, 'old.yaml'), fileFor(1, 1))
    for (const command of [
      ['start', '--config', 'old.yaml'],
      ['token', 'bob@h', '--config', 'old.yaml'],
      ['export', 'rooms.jsonl', '--config', 'old.yaml'],
      ['backup', 'copy.sqlite', '--config', 'old.yaml'],
      ['check-database', path],
      ['move', '--from', path, '--config', 'my.yaml'],
    ]) {
      const { out, err, code } = await latchstring(command, { cwd })
      t.match(
        `${out}${err}`,
        /moved to PostgreSQL \(.*\/rooms_\d+\) at 20.*Configure store\.postgres/,
        String(command[0]),
      )
      t.equal(code, 1, String(command[0]))
    }
  })

  t.test('move: killed at any moment, nothing has moved or all has, and the next one completes it', async t => {
    const { path, cwd, moves, client } = await setting(t)
    const db = new Sqlite(path)
    db.exec(`insert into history (room, id, stanza, at)
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ${MESSAGES})
      select 1, 'n' || i, '<message/>', i from n`)
    db.close()
    const copy = join(cwd, 'copy.sqlite')
    copyFileSync(path, copy)
    const startedAt = performance.now()
    const env = { LATCHSTRING_POSTGRES_URL: await server.database() }
    t.match(await latchstring(['move', '--from', copy, '--config', 'my.yaml'], { cwd, env }), { code: 0 })
    const took = performance.now() - startedAt
    for (let kills = 0; kills < 8; kills++) {
      const args = [MAIN, 'move', '--from', path, '--config', 'my.yaml']
      const child = spawn(process.execPath, args, { cwd, env: {}, stdio: 'ignore' })
      const ended = once(child, 'exit')
      await setTimeout(Math.random() * took)
      child.kill('SIGKILL')
      await ended
      // Before the tables are made there is nothing to count.
      const counted = await client.query('select count(*)::integer as messages from history').catch(() => undefined)
      const { messages = 0 } = counted?.rows[0] ?? {}
      t.ok(messages === 0 || messages === MESSAGES + 1, `${messages} messages`)
    }
    const { err, code } = await moves()
    t.ok(code === 0 || err.includes('moved to PostgreSQL'), err)
    await isEqual(t, path, client)
  })

  t.test(
    'move: cut short between the commit and the mark, the next one marks; with other rows it is refused',
    async t => {
      const { path, cwd, moves, client } = await setting(t)
      const copy = join(cwd, 'copy.sqlite')
      copyFileSync(path, copy)
      t.match(await moves(), { code: 0 })
      const again = () => latchstring(['move', '--from', copy, '--config', 'my.yaml'], { cwd })
      await client.query("update room set creator = 'other@localhost'")
      t.match(await again(), { out: '', err: /has this installation already.*row 1 of the table room/, code: 1 })
      await client.query("update room set creator = 'juliet@localhost'")
      t.match(await again(), { out: /An earlier move had copied all \d+ rows/, code: 0 })
      t.match(await again(), { err: /moved to PostgreSQL/, code: 1 })
    },
  )

  t.test('move: what is in use, has other rows, another version or the character U+0000 is refused', async t => {
    const { path, moves, client, cwd } = await setting(t)
    const lock = lockDatabase(path)
    t.match(await moves(), { out: '', err: /Another Latchstring runs on the database/, code: 1 })
    lock.release()
    const change = (sql: string) => {
      const db = new Sqlite(path)
      db.exec(sql)
      db.close()
    }
    change("update hat set title = 'a' || char(0) || 'b'")
    t.match(await moves(), { err: /U\+0000.*column title of the table hat.*"position":1/, code: 1 })
    change("update hat set title = 'ab'; pragma user_version = 999")
    t.match(await moves(), { err: /version 999/, code: 1 })
    change('pragma user_version = 0')
    const other = join(cwd, 'other.sqlite')
    earlierDatabase(other, 5)
    t.match(await latchstring(['move', '--from', other, '--config', 'my.yaml'], { cwd }), { code: 0 })
    fullDatabase(join(cwd, 'third.sqlite'))
    const third = await latchstring(['move', '--from', 'third.sqlite', '--config', 'my.yaml'], { cwd })
    t.match(third, { err: /has rows already.*Make an empty database/, code: 1 })
    t.match((await client.query('select count(*) from room')).rows, [{ count: '1' }])
    t.match(await latchstring(['move', '--from', 'none', '--config', 'my.yaml'], { cwd }), {
      err: /no file none/,
      code: 2,
    })
    writeFileSync(join(cwd, 'old.yaml'), fileFor(1, 1))
    const without = await latchstring(['move', '--from', 'third.sqlite', '--config', 'old.yaml'], { cwd })
    t.match(without, { err: /store\.postgres/, code: 2 })
  })

  /** A full database of SQLite, an empty one of PostgreSQL, and a configuration that names the latter. */
  async function setting(t: Test) {
    const url = await server.database()
    const cwd = t.testdir()
    const path = 'rooms.sqlite'
    writeFileSync(join(cwd, 'my.yaml'), fileFor(1, 1).replace(/store:.*/, `store: {postgres: {url: "${url}"}}`))
    fullDatabase(join(cwd, path))
    const client = new pg.Client(url)
    await client.connect()
    t.teardown(() => client.end())
    const moves = () => latchstring(['move', '--from', path, '--config', 'my.yaml'], { cwd })
    return { cwd, path: join(cwd, path), url, client, moves }
  }
}

/** The last number that each table of a database has given. */
function numbersOf(path: string): ReadonlyMap<string, number> {
  const db = new Sqlite(path)
  const rows = db.prepare('select name, seq from sqlite_sequence').raw().all() as [string, number][]
  db.close()
  return new Map(rows)
}

/** Compares all rows of all tables. */
async function isEqual(t: Test, path: string, client: pg.Client): Promise<void> {
  const db = new Sqlite(path, { readonly: true })
  for (const table of tablesOf(db).filter(table => table !== 'moved')) {
    const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => `"${name}"`)
    const before = db.prepare<[], unknown[]>(`select ${columns} from "${table}"`).raw().all()
    const { rows } = await client.query({ text: `select ${columns} from "${table}"`, rowMode: 'array' })
    t.ok(before.length > 0, table)
    t.same(before.map(textOf).sort(), rows.map(textOf).sort(), table)
  }
  db.close()
}

function textOf(row: readonly unknown[]): string {
  return row.map(value => (Buffer.isBuffer(value) ? value.toString('hex') : String(value))).join('|')
}
