import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { INVITE_EVENTS } from '../../src/invites/link-history.js'
import { scenario } from '../scenario/index.js'

const root = new URL(import.meta.resolve('latchstring/package.json'))
const page = readFileSync(new URL('docs/operations.md', root), 'utf8')

/** The code words in the first column of a table. `head` is how the table's header row begins. */
function named(head: string): string[] {
  const table = page.slice(page.indexOf(`| ${head}`)).split('\n\n')[0] ?? ''
  const cells = table
    .split('\n')
    .slice(2)
    .map(row => row.split('|')[1] ?? '')
  return cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)).sort()
}

/** The events that the sources write into the log. */
function eventsInSource(): string[] {
  const src = new URL('src/', root)
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(file => /^(app|cli|observability|xmpp|store)[/\\].*\.ts$|^[^/\\]+\.ts$/.test(file))
    .map(file => readFileSync(new URL(file.replaceAll('\\', '/'), src), 'utf8'))
  const lines = files.flatMap(text => [
    ...text.matchAll(/(?:event: |\bend\(|\? \(\[|: \(\[)'([a-z]+(?:-[a-z]+)*)'(?=,| })/g),
  ])
  const ofLinks = INVITE_EVENTS.map(event => `link-${event}`)
  return [...new Set([...lines.map(([, event = '']) => event), ...ofLinks])].sort()
}

t.test('docs/operations.md lists exactly the metrics of the service', async t => {
  const { url } = await scenario(t)
  const text = await (await fetch(`${url}/metrics`)).text()
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
  t.strictSame(names.filter(name => name.startsWith('latchstring_')).sort(), named('Metric |'))
  t.ok(names.length > 40)
  t.strictSame(
    names.filter(name => !/^(latchstring|process|nodejs)_/.test(name)),
    [],
  )
})

t.test('docs/operations.md lists exactly the events of the log', async t => {
  t.strictSame(named('`event` |'), eventsInSource())
})
