import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { fileFor, latchstring } from './main-process.js'
import { fullDatabase } from './moving/full-database.js'
import { withPostgres } from './store/postgres/fixture.js'

withPostgres(t, 'the commands with PostgreSQL', (t, server) => {
  t.test('check-database, export, backup and import know a configuration with PostgreSQL', async t => {
    const url = await server.database()
    const cwd = t.testdir()
    const client = new pg.Client(url)
    await client.connect()
    t.teardown(() => client.end())
    writeFileSync(join(cwd, 'my.yaml'), fileFor(1, 1).replace(/store:.*/, `store: {postgres: {url: "${url}"}}`))
    const run = (...args: string[]) => latchstring([...args, '--config', 'my.yaml'], { cwd })
    t.match(await run('check-database'), { out: '', err: /no tables of Latchstring yet/, code: 1 })
    t.match(await run('export', 'rooms.jsonl'), { out: '', err: /no tables of Latchstring yet/, code: 1 })
    t.match(await run('token', 'bob@h'), { out: '', err: /no tables of Latchstring yet/, code: 1 })
    fullDatabase(join(cwd, 'rooms.sqlite'))
    t.match(await run('move', '--from', 'rooms.sqlite'), { code: 0 })
    t.match(await run('check-database'), { out: /\/rooms_\d+ is sound\.\n$/, err: '', code: 0 })
    t.match(await run('export', 'rooms.jsonl'), { out: /rooms\.jsonl has 1 rooms with 1 messages/, err: '', code: 0 })
    t.match(await run('export', 'rooms.jsonl'), { err: /exists already/, code: 1 })
    const backup = await run('backup', "it's.dump")
    t.match(backup, {
      out: '',
      err: /pg_dump --format=custom --file='it'\\''s\.dump' 'postgres:\/\/latchstring@/,
      code: 2,
    })
    t.notMatch(backup.err, new URL(url).password)
    t.match(await run('token', 'bob@h', '--label', 'new'), { out: /^[\w-]+\.[\w-]+\.[\w-]+\n$/, err: '', code: 0 })
    t.match((await client.query("select label from api_token where label = 'new'")).rows.length, 1)
    t.match(await run('import', 'rooms.jsonl'), { out: /verona@rooms\.localhost.*Nothing was taken in/s, code: 1 })
    t.match(await run('import', 'rooms.jsonl', '--skip-existing'), { out: /left out: There is a room/, code: 0 })
    t.match(await run('import', 'rooms.jsonl', '--dry-run'), { out: '', err: /restore a backup/, code: 2 })
    await client.query("delete from affiliation where affiliation = 'owner'; update outbox set stanza = '<presence/>'")
    t.match(await run('check-database'), { out: /has no owner\.\n.*d1 cannot be sent\.\n$/s, code: 1 })
    const { out } = await run('doctor', '--json')
    // On a slow machine it leaves the check to the command.
    t.match(out, /"check":"database",("state":"fault","text":"[^"]*has no owner|.*check-database --config my\.yaml)/)
    t.notMatch(out, '"check":"disk"')
    writeFileSync(join(cwd, 'my.yaml'), fileFor(1, 1).replace(/store:.*/, `store: {postgres: {url: "${url}x"}}`))
    t.match(await run('check-database'), { out: '', err: /database "rooms_\d+x" does not exist/, code: 1 })
  })
})
