import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { latchstring, serving } from './main-process.js'
import { foreign, foreignRoom } from './moving/moved.js'

const WITH = ['--config', 'my.yaml']

t.test('rooms are exported while the service runs, and imported while it is stopped', async t => {
  const { cwd, stops } = await serving(t)
  const run = (...args: string[]) => latchstring([...args, ...WITH], { cwd })
  const records = foreign(foreignRoom('verona@old.example', [{ at: 1 }, { at: 2 }]), 'old.example')
  const counts = { header: 1, room: 1, message: 2, 'room-end': 1 }
  const lines = [...records.slice(0, -1), { kind: 'end', counts }].map(record => `${JSON.stringify(record)}\n`)
  writeFileSync(join(cwd, 'old.jsonl'), lines.join(''))
  t.match(await run('import', 'old.jsonl'), { out: '', err: /Another Latchstring runs on the database/, code: 1 })
  t.match(await run('import', 'old.jsonl', '--dry-run'), { out: /Taken in: 1 rooms, 2 messages.*dry run/s, code: 0 })
  t.match(await run('export', 'empty.jsonl'), { out: /has 0 rooms with 0 messages/, err: '', code: 0 })
  await stops()
  t.match(await run('import', 'old.jsonl'), {
    out: /Taken in: 1 rooms, 2 messages\. Records left out: 0/,
    err: '',
    code: 0,
  })
  t.match(await run('import', 'old.jsonl'), { out: /taken in already/, code: 0 })
  t.match(await run('export', 'new.jsonl'), {
    out: 'new.jsonl has 1 rooms with 2 messages, and is complete.\n',
    code: 0,
  })
  t.match(await run('export', 'new.jsonl'), { err: /exists already/, code: 1 })
  t.equal(statSync(join(cwd, 'new.jsonl')).mode & 0o777, 0o600)
  t.match(await run('import', 'new.jsonl'), { out: /verona@rooms\.localhost.*Nothing was taken in/s, code: 1 })
  t.match(await run('import', 'new.jsonl', '--skip-existing'), { out: /left out: There is a room/, code: 0 })
  writeFileSync(join(cwd, 'cut.jsonl'), readFileSync(join(cwd, 'new.jsonl'), 'utf8').split('\n').slice(0, 4).join('\n'))
  t.match(await run('import', 'cut.jsonl'), { out: /cut\.jsonl, line 5: .*not complete.*Nothing/s, code: 1 })
  t.match(await run('import', 'none.jsonl'), { err: /There is no file/, code: 2 })
})
