import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { type Actor, scenario } from './scenario/index.js'

const root = new URL(import.meta.resolve('latchstring/package.json'))

type Row = { service: string[]; room: string[]; code: string; tests: string; title: string }

/** The rows of the table in `docs/xeps.md`. */
const rows: Row[] = readFileSync(new URL('docs/xeps.md', root), 'utf8')
  .split('\n')
  .filter(line => /^\| (\d{4}|The) /.test(line))
  .map(line => {
    const [, title = '', , service = '', room = '', code = '', tests = ''] = line.split('|').map(cell => cell.trim())
    return { title, service: featuresIn(service), room: featuresIn(room), code, tests }
  })

function featuresIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, feature = '']) => feature)
}

/** What an entity advertises, each once; what kind of room it is counts as one. */
async function advertised(actor: Actor, to: string): Promise<string[]> {
  const features = (await actor.discovers('info', to)).getChild('query')?.getChildren('feature') ?? []
  const names = features
    .map(({ attrs }) => String(attrs['var']))
    .map(name => (name.startsWith('muc_') ? 'muc_*' : name))
  return [...new Set(names)].sort()
}

t.test('docs/xeps.md has the features of the service and of a room, all of them and no others', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_persistentroom': '1', 'muc#roomconfig_moderatedroom': '1' })
  t.same(rows.flatMap(row => row.service).sort(), await advertised(romeo, domain))
  t.same(rows.flatMap(row => row.room).sort(), await advertised(romeo, room))
})

t.test('docs/xeps.md names code and tests that are there, and each XEP once', async t => {
  t.ok(rows.length > 30)
  t.equal(new Set(rows.map(row => row.title)).size, rows.length)
  for (const { title, code, tests } of rows) {
    t.ok(existsSync(new URL(`src/${code}`, root)), `${title}: src/${code}`)
    t.ok(existsSync(new URL(`test/${tests}`, root)), `${title}: test/${tests}`)
  }
})
