import t from 'tap'
import { LeasedHolding } from '../../src/app/leased-holding.js'
import type { LeaseView, LinkWish } from '../../src/cluster/leases.js'

const OTHER = { id: 'other', url: 'http://127.0.0.1:2' }
const HELD: LeaseView = { isHolder: true, holder: undefined, isStopping: false, others: [OTHER] }
const TAKEN: LeaseView = { ...HELD, isHolder: false, holder: OTHER }

t.test(
  'an instance that loses the link while it takes it up, and gets it back, opens it once, behind laying it down',
  async t => {
    // The beats alone keep no process alive.
    const alive = setInterval(() => undefined, 60_000)
    t.teardown(() => clearInterval(alive))
    const done: string[] = []
    const nothing = () => undefined
    let view = HELD
    let hasBeaten: (wish: LinkWish) => void = nothing
    const leases = {
      id: 'own',
      lasts: 60_000,
      async beat(wish: LinkWish) {
        hasBeaten(wish)
        return view
      },
      release: async () => undefined,
      close: async () => undefined,
    }
    let isReady: () => void = nothing
    const ready = new Promise<void>(resolve => {
      isReady = resolve
    })
    let isConnected: () => void = nothing
    const connected = new Promise<void>(resolve => {
      isConnected = resolve
    })
    const duties = {
      takeUp: async () => {
        done.push('take up')
        await ready
      },
      connect: async () => {
        done.push('connect')
        isConnected()
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
    const holding = new LeasedHolding({ leases, duties, observer, url: 'http://127.0.0.1:1' })
    const beaten = (wanted: LinkWish) =>
      new Promise<void>(resolve => {
        hasBeaten = wish => (wish === wanted ? resolve() : undefined)
      })
    void holding.start(async () => undefined)
    await beaten('take')
    view = TAKEN
    await beaten('none')
    view = HELD
    await beaten('take')
    await beaten('none')
    t.equal(holding.place, undefined, 'it is not prepared')
    isReady()
    await connected
    t.same(done, ['take up', 'cut', 'lay down', 'take up', 'connect'])
    await holding.release()
  },
)
