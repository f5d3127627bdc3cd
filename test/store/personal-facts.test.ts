import { join } from 'node:path'
import t, { type Test } from 'tap'
import { FACT_KINDS, type PersonalFact, type Place } from '../../src/personal-facts/facts.js'
import { LATEST } from '../../src/store/sqlite/migrate.js'
import { openInMemory } from '../../src/store/sqlite/open.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { tablesOf } from '../../src/store/sqlite/structure.js'
import type { Store } from '../../src/store/store.js'
import { SECTIONS, WITHOUT_FACTS } from '../../src/store/tables/personal-facts/sections.js'
import { earlierDatabase, ROOM } from './earlier.js'

const PEOPLE = ['juliet@localhost', 'romeo@localhost', 'paris@localhost', 'rosaline@localhost']
const GUESTS = ['guest-0000000000000000@rooms.localhost', 'guest-1111111111111111@rooms.localhost']
const MESSAGES = 'history'

/** Reads all facts of a person in pages of so many. */
async function factsOf(store: Store, user: string, most = 100): Promise<PersonalFact[]> {
  const facts: PersonalFact[] = []
  let after: Place | undefined
  do {
    const { personalFacts } = await store.lookUp({ personalFacts: { user, after, most, mostRows: 1000 } })
    facts.push(...(personalFacts?.facts ?? []))
    after = personalFacts?.next
  } while (after)
  return facts
}

/** A database with rows in all tables, and its store. */
function filled(t: Test) {
  const path = join(t.testdir(), 'filled.sqlite')
  const written = earlierDatabase(path, LATEST)
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  return { written, store }
}

function tableOf({ kind }: PersonalFact): string {
  return kind === 'message' ? MESSAGES : SECTIONS[kind].table
}

t.test('each table says what it holds of people: as facts, or why it has none', async t => {
  const { db, close } = openInMemory()
  t.teardown(close)
  const told = [MESSAGES, ...Object.values(SECTIONS).map(({ table }) => table), ...Object.keys(WITHOUT_FACTS)]
  t.same([...new Set(told)].sort(), [...new Set([...tablesOf(db), 'room_gram'])].sort())
  t.same([...FACT_KINDS].sort(), ['message', ...Object.keys(SECTIONS)].sort())
})

t.test('each person who is named in a row of a table finds a fact of this table', async t => {
  const { store, written } = filled(t)
  for (const person of [...PEOPLE, ...GUESTS]) {
    const tables = new Set((await factsOf(store, person)).map(tableOf))
    for (const { table, row } of written) {
      const isNamed = JSON.stringify(Object.values(row)).includes(person)
      if (isNamed && !(table in WITHOUT_FACTS)) t.ok(tables.has(table), `${person} in ${table}`)
    }
  }
})

t.test('the facts are the same in pages of any size, and none is a secret', async t => {
  const { store } = filled(t)
  for (const person of PEOPLE) {
    const all = await factsOf(store, person)
    t.same(await factsOf(store, person, 1), all)
    t.notMatch(JSON.stringify(all.map(({ facts }) => facts)), /whsec_|ffffffff/)
  }
})

t.test('a fact of another person is not erased by its key', async t => {
  const { store } = filled(t)
  const facts = await factsOf(store, 'romeo@localhost')
  const named = facts.map(({ kind, key }) => ({ kind, key }))
  await store.commit([{ kind: 'fact-erasure', was: undefined, now: { user: 'paris@localhost', facts: named } }])
  t.same(await factsOf(store, 'romeo@localhost'), facts)
})

t.test('XEP-0463: the changes of a list since a version are not told if a person among them is erased', async t => {
  const { store } = filled(t)
  const user = 'paris@localhost'
  const stepsSince = async (since: string) =>
    (await store.lookUp({ affiliationSteps: { room: ROOM, since } })).affiliationSteps
  await store.commit([{ kind: 'affiliation-version', room: ROOM, user, before: 'none', was: 'v1', now: 'v2' }])
  t.same(await stepsSince('v1'), [{ user, before: 'none' }])
  const own = (await factsOf(store, user)).filter(({ kind }) => kind === 'affiliationVersion')
  await store.commit([{ kind: 'fact-erasure', was: undefined, now: { user, facts: own } }])
  t.same([await stepsSince('v1'), await stepsSince('v2')], [undefined, []])
})
