import t from 'tap'
import { Shares } from '../../src/limits/shares.js'

/** Takes one at a time for each of the names in turn, until none is allowed more. */
function fill(shares: Shares, names: readonly string[]): void {
  const allowed = names.filter(name => shares.allows(name, 1))
  for (const name of allowed) shares.take(name, 1)
  if (allowed.length > 0) fill(shares, names)
}

t.test('one large user gets half of the whole, two get a third each, and something is left for others', async t => {
  const one = new Shares(100)
  fill(one, ['romeo'])
  t.equal(one.of('romeo'), 50)
  const two = new Shares(99)
  fill(two, ['romeo', 'tybalt'])
  t.same([two.of('romeo'), two.of('tybalt')], [33, 33])
  t.equal(two.allows('juliet', 20), true)
  t.equal(two.allows('juliet', 34), false)
})

t.test('what is given back may be taken by others, and a factor widens the bound', async t => {
  const shares = new Shares(10)
  fill(shares, ['romeo'])
  t.equal(shares.allows('romeo', 1), false)
  t.equal(shares.allows('romeo', 1, 2), true)
  shares.giveBack('romeo', 5)
  t.same([shares.of('romeo'), shares.total], [0, 0])
  fill(shares, ['juliet'])
  shares.clear()
  t.same([shares.of('juliet'), shares.total], [0, 0])
})
