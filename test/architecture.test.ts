import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL(import.meta.resolve('latchstring/package.json'))
const text = readFileSync(new URL('docs/architecture.md', root), 'utf8')

t.test('docs/architecture.md names files that exist', async t => {
  const named = [...text.matchAll(/`((?:src|test)\/[\w./-]+)`/g)].map(([, file = '']) => file)
  t.ok(named.length > 30)
  t.same(
    named.filter(file => !existsSync(new URL(file, root))),
    [],
  )
})

t.test('docs/architecture.md has each folder and file at the top of src/ in its tree', async t => {
  const entries = readdirSync(new URL('src/', root), { withFileTypes: true })
  const inTree = [...text.matchAll(/^\| `([\w.-]+\/?)` \|/gm)].map(([, name]) => name)
  t.same(inTree.sort(), entries.map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort())
})
