import t from 'tap'
import { plot } from '../../bench/soak/plot.js'
import type { Sample } from '../../bench/soak/sample.js'
import { slopeOf, verdictOn } from '../../bench/soak/steady.js'
import { Refused, Tally } from '../../bench/soak/tally.js'
import { parseElement } from '../../src/stanza/element.js'

const MIB = 1024 * 1024

type Growth = { readonly rss?: number; readonly heap?: number; readonly waiting?: number; readonly outbox?: number }

/** Samples of `minutes`, one each 10 seconds; each measure grows by the given amount per sample. */
function run({ rss = 0, heap = 0, waiting = 0, outbox = 0 }: Growth, minutes = 60): Sample[] {
  return Array.from({ length: 6 * minutes + 1 }, (_, n) => ({
    at: n * 10,
    component: {
      ...{ heap: 0, outsideHeap: 0, loopDelayP99: 1, loopDelayMax: 1, openFiles: 30 },
      // The saw-tooth of garbage collection is not growth.
      cpu: n,
      rss: 150 * MIB + (n % 7) * MIB + n * rss,
      heapAfterCollection: 40 * MIB + n * heap,
    },
    server: { rss: 0, cpu: n },
    database: { file: 0, log: 0, undelivered: (n % 2) + n * outbox, rows: {} },
    load: { waiting: (n % 3) + n * waiting, cpu: n, counts: {} },
  }))
}

/** A sample after the load has ended, with some joins unanswered. */
function atRest(unanswered = 0): Sample {
  const [sample] = run({}, 0)
  if (!sample) throw new Error('a run has at least one sample')
  const join = { asked: 9, acknowledged: 9 - unanswered, refused: 0, unanswered, slowest: 5 }
  return { ...sample, load: { ...sample.load, counts: { join } } }
}

t.test('slopeOf returns the slope of the line through the points', async t => {
  t.equal(slopeOf([1, 2, 3].map(x => ({ x, y: 5 - 2 * x }))), -2)
  t.equal(slopeOf([{ x: 1, y: 1 }]), 0, 'one point has no slope')
})

t.test('an hour without growth is steady', async t => {
  t.match(verdictOn(run({}), atRest()), { complaints: [], isSteady: true })
})

t.test('a run of a few minutes gives no judgement of the memory', async t => {
  t.match(verdictOn(run({ rss: 10 * MIB, heap: MIB }, 10), atRest()), { complaints: [], isSteady: 'unsure' })
})

const leaks: [string, Sample[], RegExp][] = [
  ['100 kB per sample', run({ rss: 100_000 }), /memory grows by 3\d\.\d MiB/],
  ['100 kB of heap that no collection frees', run({ heap: 100_000 }), /heap after a collection grows/],
  ['one more pending answer per sample', run({ waiting: 1 }), /at least 3\d\d answers/],
  ['one more waiting delivery per sample', run({ outbox: 1 }, 10), /at least 5\d deliveries/],
]
for (const [what, samples, complaint] of leaks) {
  t.test(`growth under load is reported even when all is well at rest: ${what}`, async t => {
    const { complaints, isSteady } = verdictOn(samples, atRest())
    t.equal(isSteady, false)
    t.equal(complaints.length, 1)
    t.match(complaints[0], complaint)
  })
}

t.test('an unanswered join is reported', async t => {
  t.match(verdictOn(run({}), atRest(1)), { complaints: [/1 work items of the kind "join"/], isSteady: false })
})

t.test('each work item is counted by how it ended', async t => {
  const tally = new Tally()
  await tally.track('join', async () => 'done')
  await tally.track('join', () => Promise.reject(new Refused('403')))
  await tally.track('join', () => Promise.reject(new Error('no answer')))
  t.match(tally.take(), { join: { asked: 3, acknowledged: 1, refused: 1, unanswered: 1 } })
  t.same(tally.refusals, { 'join: 403': 1, 'join: no answer': 1 })
  t.equal(tally.waiting, 0)
})

t.test('a plot is well-formed XML with a path for each curve', async t => {
  const curve = { name: 'a < b', color: '#000', points: [0, 1, 2].map(x => ({ x, y: x * 3 })) }
  const picture = parseElement(plot('An hour & more', [{ title: 'Memory', unit: 'MiB', curves: [curve, curve] }]))
  const paths = picture.getChildren('path').filter(path => String(path.attrs['d']).includes('L'))
  t.equal(paths.length, 2)
  t.match(paths[0]?.attrs['d'], /^M60\.0 .*L.*L860\.0/)
})
