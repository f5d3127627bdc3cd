import { rmSync } from 'node:fs'
import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { exported, imports } from '../moving/moved.js'
import { reads, says, words } from '../muc/features/archived.js'
import { scenario } from '../scenario/index.js'
import { bindsLink, joins } from './rest-room.js'

const API = '/api/rainbow/enduser/v1.0'

t.test('after a move, the archive, the links and the rooms of the REST API are what they were', async t => {
  const { romeo, juliet, mercutio, domain, restart } = await scenario(t)
  const made = await romeo.calls('POST', `${API}/rooms`, { name: 'The orchard', visibility: 'private' })
  const [id, room] = [textAt(made.body, 'data', 'id') ?? '', textAt(made.body, 'data', 'jid') ?? '']
  const link = await bindsLink(romeo, id)
  t.match(await joins(juliet, link), { status: 200 })
  await romeo.enters(room)
  const [first = ''] = await says(romeo, room, 'one', 'two', 'three')
  const before = await romeo.calls('GET', `${API}/rooms/${id}`)
  await restart(async config => {
    const { path } = config.store.sqlite
    const records = await exported(path, { domain })
    for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${suffix}`, { force: true })
    t.match(await imports(config, records), { notes: [], leftOut: 0 })
  })
  const after = await romeo.calls('GET', `${API}/rooms/${id}`)
  t.same(after.status, 200)
  t.same(after.body, before.body)
  await romeo.enters(room)
  t.same(words(await reads(romeo, room)), ['one', 'two', 'three'])
  t.same(words(await reads(romeo, room, { set: `<after>${first}</after>` })), ['two', 'three'])
  t.match(await joins(mercutio, link), { status: 200 })
  await says(romeo, room, 'four')
  t.same(words(await reads(romeo, room, { set: `<after>${first}</after>` })), ['two', 'three', 'four'])
})
