import t from 'tap'
import { Account, Refused } from '../../bench/hour/account.js'
import { plot } from '../../bench/hour/plot.js'
import type { Sample } from '../../bench/hour/sample.js'
import { slopeOf, verdictOn } from '../../bench/hour/steady.js'
import { parseElement } from '../../src/stanza/element.js'

const MIB = 1024 * 1024

type Growth = { readonly rss?: number; readonly heap?: number; readonly waiting?: number; readonly outbox?: number }

/** An hour of samples, or less, with what grows by how much at each of them. */
function run({ rss = 0, heap = 0, waiting = 0, outbox = 0 }: Growth, minutes = 60): Sample[] {
  return Array.from({ length: 6 * minutes + 1 }, (_, n) => ({
    at: n * 10,
    component: {
      ...{ heap: 0, outsideHeap: 0, loopDelayP99: 1, loopDelayMax: 1, openFiles: 30 },
      // What a collection does to the memory is no growth.
      cpu: n,
      rss: 150 * MIB + (n % 7) * MIB + n * rss,
      heapAfterCollection: 40 * MIB + n * heap,
    },
    server: { rss: 0, cpu: n },
    database: { file: 0, log: 0, undelivered: (n % 2) + n * outbox, rows: {} },
    load: { waiting: (n % 3) + n * waiting, cpu: n, counts: {} },
  }))
}

/** What is seen when everything has come to an end. */
function atRest(unanswered = 0): Sample {
  const [sample] = run({}, 0)
  if (!sample) throw new Error('there is one at the beginning')
  const join = { asked: 9, acknowledged: 9 - unanswered, refused: 0, unanswered, slowest: 5 }
  return { ...sample, load: { ...sample.load, counts: { join } } }
}

t.test('the slope is that of the line through the points', async t => {
  t.equal(slopeOf([1, 2, 3].map(x => ({ x, y: 5 - 2 * x }))), -2)
  t.equal(slopeOf([{ x: 1, y: 1 }]), 0, 'one point has none')
})

t.test('an hour without growth is steady', async t => {
  t.match(verdictOn(run({}), atRest()), { complaints: [], isSteady: true })
})

t.test('of a few minutes it is not said whether the memory grows', async t => {
  t.match(verdictOn(run({ rss: 10 * MIB, heap: MIB }, 10), atRest()), { complaints: [], isSteady: 'unsure' })
})

const leaks: [string, Sample[], RegExp][] = [
  ['100 kB at each sample', run({ rss: 100_000 }), /memory grows by 3\d\.\d MiB/],
  ['100 kB of heap that no collection frees', run({ heap: 100_000 }), /heap after a collection grows/],
  ['one more answer waited for at each sample', run({ waiting: 1 }), /never less than 3\d\d answers/],
  ['one more delivery that waits at each sample', run({ outbox: 1 }, 10), /never less than 5\d deliveries/],
]
for (const [what, samples, complaint] of leaks) {
  t.test(`found, though all is well at rest: ${what}`, async t => {
    const { complaints, isSteady } = verdictOn(samples, atRest())
    t.equal(isSteady, false)
    t.equal(complaints.length, 1)
    t.match(complaints[0], complaint)
  })
}

t.test('found: one join that was never answered', async t => {
  t.match(verdictOn(run({}), atRest(1)), { complaints: [/1 of the kind "join"/], isSteady: false })
})

t.test('each piece of work is counted by how it ended', async t => {
  const account = new Account()
  await account.of('join', async () => 'done')
  await account.of('join', () => Promise.reject(new Refused('403')))
  await account.of('join', () => Promise.reject(new Error('nothing came')))
  t.match(account.take(), { join: { asked: 3, acknowledged: 1, refused: 1, unanswered: 1 } })
  t.same(account.refusals, { 'join: 403': 1, 'join: nothing came': 1 })
  t.equal(account.waiting, 0)
})

t.test('a plot is well-formed XML with a path for each curve', async t => {
  const curve = { name: 'a < b', color: '#000', points: [0, 1, 2].map(x => ({ x, y: x * 3 })) }
  const picture = parseElement(plot('An hour & more', [{ title: 'Memory', unit: 'MiB', curves: [curve, curve] }]))
  const paths = picture.getChildren('path').filter(path => String(path.attrs['d']).includes('L'))
  t.equal(paths.length, 2)
  t.match(paths[0]?.attrs['d'], /^M60\.0 .*L.*L860\.0/)
})
