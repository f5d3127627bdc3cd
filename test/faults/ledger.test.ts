import t from 'tap'
import { type Found, type Kind, Ledger } from './ledger.js'

const HALL = 'hall0@rooms.localhost'

function found(...entries: [string, ...string[]][]): Found {
  return new Map(entries.map(([key, ...values]) => [key, values]))
}

/** What was asked for in this order, acknowledged where it says so. */
function ledgerWith(kind: Kind, ...asked: { key: string; value: string; acknowledged?: boolean }[]): Ledger {
  const ledger = new Ledger()
  for (const { key, value, acknowledged } of asked) {
    const fact = ledger.asked(kind, key, value)
    if (acknowledged) fact.acknowledged()
  }
  return ledger
}

t.test('an acknowledged message that is not found is lost, and named', async t => {
  const ledger = ledgerWith('message', { key: `${HALL} m1`, value: 'Good night', acknowledged: true })
  const { lost, acknowledged } = ledger.compare('message', found())
  t.equal(acknowledged, 1)
  t.match(lost, [/message hall0@rooms\.localhost m1: acknowledged as "Good night"/])
})

t.test('a message that was not acknowledged may be there or not', async t => {
  const ledger = ledgerWith('message', { key: `${HALL} m1`, value: 'Good night' })
  t.match(ledger.compare('message', found()), { lost: [], acknowledged: 0 })
  t.match(ledger.compare('message', found([`${HALL} m1`, 'Good night'])), { lost: [], acknowledged: 0 })
})

t.test('what is there twice is no loss, and counted', async t => {
  const ledger = ledgerWith('message', { key: `${HALL} m1`, value: 'Good night', acknowledged: true })
  t.match(ledger.compare('message', found([`${HALL} m1`, 'Good night', 'Good night'])), { lost: [], duplicates: 1 })
})

t.test('what is there and says something else is lost', async t => {
  const ledger = ledgerWith('message', { key: `${HALL} m1`, value: 'Good night', acknowledged: true })
  t.match(ledger.compare('message', found([`${HALL} m1`, 'Good'])).lost, [/found "Good"/])
})

t.test('of one thing the last that was acknowledged holds, or what was asked for after it', async t => {
  const steps = [
    { key: HALL, value: 'Verona', acknowledged: true },
    { key: HALL, value: 'Mantua', acknowledged: true },
    { key: HALL, value: 'Padua' },
  ]
  const ledger = ledgerWith('name', ...steps)
  t.same(ledger.compare('name', found([HALL, 'Mantua'])).lost, [])
  t.same(ledger.compare('name', found([HALL, 'Padua'])).lost, [])
  t.match(ledger.compare('name', found([HALL, 'Verona'])).lost, [
    /acknowledged as "Mantua".*then Padua asked for; found "Verona"/,
  ])
})

t.test('an affiliation that was taken away is there as none', async t => {
  const ledger = ledgerWith('affiliation', { key: `${HALL} romeo@localhost`, value: 'none', acknowledged: true })
  t.same(ledger.compare('affiliation', found()).lost, [])
  t.match(ledger.compare('affiliation', found([`${HALL} romeo@localhost`, 'member'])).lost, [/found "member"/])
})
