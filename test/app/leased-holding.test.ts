import t, { type Test } from 'tap'
import { LeasedHolding } from '../../src/app/leased-holding.js'
import type { LeaseView, LinkWish, OtherInstance } from '../../src/cluster/leases.js'
import { ConfigError } from '../../src/config/config-error.js'

const OWN_URL = 'http://127.0.0.1:1'
const OTHER = { id: 'other', url: 'http://127.0.0.1:2' }
const HELD: LeaseView = { isHolder: true, holder: undefined, isStopping: false, others: [OTHER] }

/** The view while another instance has the link. */
function heldBy(holder: OtherInstance): LeaseView {
  return { ...HELD, isHolder: false, holder, others: [holder] }
}

/** An instance with leases that show what the scene says. Its duties are listed in `done`. */
function play(t: Test, { view, url = OWN_URL, lasts = 60_000 }: { view: LeaseView; url?: string; lasts?: number }) {
  // The beats alone keep no process alive.
  const alive = setInterval(() => undefined, 60_000)
  t.teardown(() => clearInterval(alive))
  const nothing = () => undefined
  let seen = view
  let tellings = 0
  let hasBeaten: (wish: LinkWish) => void = nothing
  const leases = {
    ...{ id: 'own', lasts },
    async beat(wish: LinkWish, isStopping = false) {
      if (isStopping) tellings++
      hasBeaten(wish)
      return seen
    },
    release: async () => undefined,
    close: async () => undefined,
  }
  const [ready, connected] = [settled(), settled()]
  const done: string[] = []
  const duties = {
    takeUp: async () => {
      done.push('take up')
      await ready.promise
    },
    connect: async () => {
      done.push('connect')
      connected.resolve()
    },
    cut: async () => void done.push('cut'),
    layDown: async () => void done.push('lay down'),
  }
  const observer = {
    linkTaken: nothing,
    linkLost: nothing,
    leaseTrouble: nothing,
    leaseRecovery: nothing,
    fault: nothing,
  }
  const holding = new LeasedHolding({ leases, duties, observer, url })
  t.teardown(() => {
    ready.resolve()
    return holding.release()
  })
  return {
    ...{ holding, done, isReady: ready.resolve, connected: connected.promise },
    /** How many beats have said that this instance stops. */
    tellings: () => tellings,
    starts: () => holding.start(async () => undefined),
    sees: (view: LeaseView) => {
      seen = view
    },
    /** Resolves with the wish of the next beat. */
    beats: () =>
      new Promise<LinkWish>(resolve => {
        hasBeaten = resolve
      }),
    /** Resolves at the next beat with this wish. */
    wishes: (wanted: LinkWish) =>
      new Promise<void>(resolve => {
        hasBeaten = wish => (wish === wanted ? resolve() : undefined)
      }),
  }
}

function settled() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

t.test(
  'an instance that loses the link while it takes it up, and gets it back, opens it once, behind laying it down',
  async t => {
    const { holding, done, starts, sees, wishes, isReady, connected } = play(t, { view: HELD })
    void starts()
    await wishes('take')
    sees(heldBy(OTHER))
    await wishes('none')
    sees(HELD)
    await wishes('take')
    await wishes('take')
    t.equal(holding.place, undefined, 'it is not prepared')
    isReady()
    await connected
    t.same(done, ['take up', 'cut', 'lay down', 'take up', 'connect'])
  },
)

t.test('beside others, an instance renews its lease while it takes up, and no more while its link is down', async t => {
  const { starts, beats, wishes, isReady, connected, holding } = play(t, { view: HELD })
  void starts()
  for (let beat = 0; beat < 3; beat++) t.equal(await beats(), 'take')
  isReady()
  await connected
  await wishes('none')
  holding.linkUp()
  await wishes('take')
})

t.test(
  'an instance that was killed and starts again waits for its lease to run out, and then for its link',
  async t => {
    const { holding, starts, sees, beats, isReady, connected } = play(t, {
      view: heldBy({ id: 'before', url: OWN_URL }),
    })
    let isUp = false
    const start = starts().then(() => {
      isUp = true
    })
    await beats()
    await beats()
    t.equal(holding.place, undefined, 'its requests are not sent to itself')
    t.equal(isUp, false)
    sees({ ...HELD, others: [] })
    isReady()
    await connected
    t.equal(isUp, false)
    holding.linkUp()
    await start
  },
)

t.test('an instance that stops keeps the link until each of the others has had the time for a beat', async t => {
  const { holding, starts, isReady, connected, tellings } = play(t, { view: HELD })
  const start = starts()
  isReady()
  await connected
  holding.linkUp()
  await start
  await holding.stopping()
  t.ok(tellings() > 1, 'they beat as often')
  t.equal(holding.place, 'here')
})

t.test('an instance refuses to start if it, or another one, has no cluster.url', async t => {
  const cases = [
    { url: '', view: heldBy(OTHER), value: 'nothing' },
    {
      url: OWN_URL,
      view: heldBy({ id: 'other', url: '' }),
      value: 'given here, but not by another instance on the same database',
    },
  ]
  for (const { url, view, value } of cases) {
    const fault = await play(t, { url, view, lasts: 0 })
      .starts()
      .catch((fault: unknown) => fault)
    t.ok(fault instanceof ConfigError)
    t.match(String(fault), 'cluster.url')
    t.match(String(fault), value)
  }
})
