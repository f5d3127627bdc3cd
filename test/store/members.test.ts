import t from 'tap'
import { openInMemory } from '../../src/store/sqlite/open.js'
import { SqliteRunner } from '../../src/store/sqlite/runner.js'
import { memberStatements } from '../../src/store/tables/members.js'
import { ownLinkStatements } from '../../src/store/tables/own-links.js'
import type { Reading } from '../../src/store/tables/statement.js'

/** The plans of the queries that these readings execute, as lines. */
async function plansOf(t: import('tap').Test, readings: readonly Reading<unknown>[]): Promise<string[][]> {
  const { db, close } = openInMemory()
  t.teardown(close)
  const prepared: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }) as typeof db.prepare
  const runner = new SqliteRunner(db)
  for (const reading of readings) await runner.read(reading)
  const values = new Proxy(
    {},
    {
      get: () => 0,
      has: () => true,
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 0 }),
    },
  )
  return prepared.map(sql =>
    prepare<[object], { detail: string }>(`explain query plan ${sql}`)
      .all(values)
      .map(({ detail }) => detail),
  )
}

t.test('a page of members or bans reads its own rows by an index, from its place on', async t => {
  const { answers } = memberStatements()
  const [members = [], bans = []] = await plansOf(t, [
    answers.members({ room: '', affiliations: ['member'], withNicks: true, after: '', limit: 1 }),
    answers.bans({ room: '', limit: 1, offset: 0 }),
  ])
  const reads = members.filter(line => line.includes(' affiliation '))
  t.equal(reads.length, 3)
  for (const line of reads) t.match(line, /affiliation_member \(room=\? AND affiliation=\? AND user>\?\)/)
  t.ok(members.some(line => /SEARCH occupant_session .*\(room=\? AND session>\? AND session<\?\)/.test(line)))
  t.match(bans.join('\n'), /affiliation_ban \(room=\? AND \(since,user\)>\(\?,\?\)\)/)
  t.notMatch(bans.join('\n'), /TEMP B-TREE/)
})

t.test('a page of own links reads its own rows by an index, from its place on', async t => {
  const { ownLinks } = ownLinkStatements().answers
  const asked = { owner: '', isAdmin: false, isBound: false, withModerators: true, limit: 1, offset: 0 }
  const readings = [false, true].map(isNewestFirst => ownLinks({ ...asked, isNewestFirst }))
  const plans = (await plansOf(t, readings)).map(lines => lines.join('\n'))
  const paged = plans.filter(plan => plan.includes('open_invite_owner (owner=? AND (created_at,link_id)'))
  t.equal(paged.length, 2, 'oldest first, and newest first')
})
