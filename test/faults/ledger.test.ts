import t from 'tap'
import { type Found, type Kind, Ledger } from './ledger.js'

const ROOM = 'room0@rooms.localhost'

function found(...entries: [string, ...string[]][]): Found {
  return new Map(entries.map(([key, ...values]) => [key, values]))
}

/** A ledger with these requests in this order. */
function ledgerWith(kind: Kind, ...asked: { key: string; value: string; acknowledged?: boolean }[]): Ledger {
  const ledger = new Ledger()
  for (const { key, value, acknowledged } of asked) {
    const fact = ledger.asked(kind, key, value)
    if (acknowledged) fact.acknowledged()
  }
  return ledger
}

t.test('an acknowledged message that is not found is reported as lost', async t => {
  const ledger = ledgerWith('message', { key: `${ROOM} m1`, value: 'Good night', acknowledged: true })
  const { lost, acknowledged } = ledger.compare('message', found())
  t.equal(acknowledged, 1)
  t.match(lost, [/message room0@rooms\.localhost m1: acknowledged as "Good night"/])
})

t.test('a message without an acknowledgement may be found or not', async t => {
  const ledger = ledgerWith('message', { key: `${ROOM} m1`, value: 'Good night' })
  t.match(ledger.compare('message', found()), { lost: [], acknowledged: 0 })
  t.match(ledger.compare('message', found([`${ROOM} m1`, 'Good night'])), { lost: [], acknowledged: 0 })
})

t.test('a message that is found twice is counted as a duplicate and not as lost', async t => {
  const ledger = ledgerWith('message', { key: `${ROOM} m1`, value: 'Good night', acknowledged: true })
  t.match(ledger.compare('message', found([`${ROOM} m1`, 'Good night', 'Good night'])), { lost: [], duplicates: 1 })
})

t.test('a message with another text is lost', async t => {
  const ledger = ledgerWith('message', { key: `${ROOM} m1`, value: 'Good night', acknowledged: true })
  t.match(ledger.compare('message', found([`${ROOM} m1`, 'Good'])).lost, [/found "Good"/])
})

t.test('the latest acknowledged value is right, and so is one requested after it', async t => {
  const steps = [
    { key: ROOM, value: 'Verona', acknowledged: true },
    { key: ROOM, value: 'Mantua', acknowledged: true },
    { key: ROOM, value: 'Padua' },
  ]
  const ledger = ledgerWith('name', ...steps)
  t.same(ledger.compare('name', found([ROOM, 'Mantua'])).lost, [])
  t.same(ledger.compare('name', found([ROOM, 'Padua'])).lost, [])
  t.match(ledger.compare('name', found([ROOM, 'Verona'])).lost, [
    /acknowledged as "Mantua".*then requested as Padua; found "Verona"/,
  ])
})

t.test('an affiliation set to none is right when no affiliation is found', async t => {
  const ledger = ledgerWith('affiliation', { key: `${ROOM} romeo@localhost`, value: 'none', acknowledged: true })
  t.same(ledger.compare('affiliation', found()).lost, [])
  t.match(ledger.compare('affiliation', found([`${ROOM} romeo@localhost`, 'member'])).lost, [/found "member"/])
})
