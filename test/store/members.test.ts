import t from 'tap'
import { openInMemory } from '../../src/store/sqlite/open.js'
import { memberStatements } from '../../src/store/tables/members.js'
import { ownLinkStatements } from '../../src/store/tables/own-links.js'

/** The plans of the queries that `prepare` has got, as lines. */
function plansOf(t: import('tap').Test, prepares: (db: ReturnType<typeof openInMemory>['db']) => unknown): string[][] {
  const { db, close } = openInMemory()
  t.teardown(close)
  const prepared: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }) as typeof db.prepare
  prepares(db)
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
  const [members = [], bans = []] = plansOf(t, db => memberStatements(db))
  const reads = members.filter(line => line.includes(' affiliation '))
  t.equal(reads.length, 3)
  for (const line of reads) t.match(line, /affiliation_member \(room=\? AND affiliation=\? AND user>\?\)/)
  t.ok(members.some(line => /SEARCH occupant_session .*\(room=\? AND session>\? AND session<\?\)/.test(line)))
  t.match(bans.join('\n'), /affiliation_ban \(room=\? AND \(since,user\)>\(\?,\?\)\)/)
  t.notMatch(bans.join('\n'), /TEMP B-TREE/)
})

t.test('a page of own links reads its own rows by an index, from its place on', async t => {
  const plans = plansOf(t, db => ownLinkStatements(db)).map(lines => lines.join('\n'))
  const paged = plans.filter(plan => plan.includes('open_invite_owner (owner=? AND (created_at,link_id)'))
  t.equal(paged.length, 2, 'oldest first, and newest first')
})
