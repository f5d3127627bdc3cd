import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { latchstring, serving } from './main-process.js'

t.test('backup copies the database of the running service, does not overwrite, and prints the result', async t => {
  const { cwd } = await serving(t)
  const backup = (...more: string[]) => latchstring(['backup', 'copy.sqlite', '--config', 'my.yaml', ...more], { cwd })
  t.match(await backup(), { out: /copy\.sqlite is a backup of rooms\.sqlite: \d+ bytes, checked/, err: '', code: 0 })
  t.match(await backup(), { out: '', err: /copy\.sqlite exists already/, code: 1 })
  t.match(await backup('--overwrite'), { err: '', code: 0 })
  t.match(await latchstring(['check-database', 'copy.sqlite'], { cwd }), { out: 'copy.sqlite is sound.\n', code: 0 })
})

t.test('a restored backup has the changes acknowledged before it and no later ones', async t => {
  const first = await serving(t)
  const token = async (label: string, cwd: string) =>
    (await latchstring(['token', 'bob@h', '--label', label, '--config', 'my.yaml'], { cwd })).out.trim()
  const labels = async (url: string, bearer: string) => {
    const answer = await fetch(`${url}/api/v1/tokens`, { headers: { authorization: `Bearer ${bearer}` } })
    const { data = [] } = (await answer.json()) as { data?: { label: string }[] }
    return { status: answer.status, labels: data.map(({ label }) => label) }
  }
  const before = await token('before', first.cwd)
  t.match(await latchstring(['backup', 'copy.sqlite', '--config', 'my.yaml'], { cwd: first.cwd }), { code: 0 })
  const after = await token('after', first.cwd)
  t.same((await labels(first.url, before)).labels, ['before', 'after'])
  await first.stops()
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(first.cwd, `rooms.sqlite${suffix}`), { force: true })
  copyFileSync(join(first.cwd, 'copy.sqlite'), join(first.cwd, 'rooms.sqlite'))
  const { url } = await first.startsAgain()
  t.same(await labels(url, before), { status: 200, labels: ['before'] })
  t.match(await labels(url, after), { status: 401 })
})
