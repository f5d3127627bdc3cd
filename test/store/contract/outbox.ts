import { parseElement } from '../../../src/stanza/element.js'
import type { ContractScenes, Ledger } from './ledger.js'

const confirmed = (id: string, { at, mayRepeat = true }: { at: number; mayRepeat?: boolean }) =>
  ({ kind: 'delivery', id, was: 'waiting', now: 'confirmed', at, mayRepeat }) as const

const settled = (at: number, safeBefore: number) =>
  ({ kind: 'outbox', was: undefined, now: 'settled', at, safeBefore }) as const
const repeated = { kind: 'outbox', was: undefined, now: 'repeated' } as const
const waits = async ({ store }: Ledger) => (await store.undelivered({ most: 10 })).map(({ id }) => id)

/** What every store must fulfil for the outbox. */
export const outboxScenes: ContractScenes = {
  'deliveries wait in order until they are confirmed': async (t, ledger) => {
    const delivered = (id: string) => ledger.commits(batch => batch.deliver(parseElement(`<message id="${id}"/>`)))
    await delivered('1')
    await delivered('2')
    const [first, second] = await ledger.store.undelivered({ most: 10 })
    t.match([first, second], [{ id: '1', stanza: '<message id="1"/>' }, { id: '2' }])
    t.same(await ledger.store.undelivered({ most: 1 }), [first])
    t.same(await ledger.store.undelivered({ after: first?.position ?? 0, most: 10 }), [second])
    await ledger.commits(batch => batch.change(confirmed('1', { at: 5 })))
    t.same(await ledger.store.undelivered({ most: 10 }), [second])
    await ledger.commits(batch => batch.change({ kind: 'delivery', id: '1', was: 'confirmed', now: 'waiting' }))
    t.same(await ledger.store.undelivered({ most: 10 }), [first, second])
  },

  'deliveries after a removed one are found, and no position is used twice': async (t, ledger) => {
    const delivered = (id: string) => ledger.commits(batch => batch.deliver(parseElement(`<message id="${id}"/>`)))
    const gone = (id: string) => ledger.commits(batch => batch.change(confirmed(id, { at: 5, mayRepeat: false })))
    await delivered('1')
    await delivered('2')
    const [, second] = await ledger.store.undelivered({ most: 10 })
    const after = second?.position ?? 0
    await gone('2')
    t.same(await ledger.store.undelivered({ after, most: 10 }), [])
    await gone('1')
    await delivered('3')
    t.match(await ledger.store.undelivered({ after, most: 10 }), [{ id: '3' }])
  },

  'after a start repeatable deliveries wait again unless they are settled': async (t, ledger) => {
    await ledger.commits(batch => {
      for (const id of ['1', '2', '3', '4']) batch.deliver(parseElement(`<message id="${id}"/>`))
    })
    await ledger.commits(batch => {
      batch.change(confirmed('1', { at: 5 }))
      batch.change(confirmed('2', { at: 6 }))
      batch.change(confirmed('3', { at: 6, mayRepeat: false }))
      batch.change(settled(7, 6))
    })
    t.same(await waits(ledger), ['4'])
    await ledger.commits(batch => batch.change(repeated))
    t.same(await waits(ledger), ['2', '4'])
  },

  'deliveries that were confirmed before the clock was set back are settled in time': async (t, ledger) => {
    await ledger.commits(batch => {
      for (const id of ['1', '2']) batch.deliver(parseElement(`<message id="${id}"/>`))
    })
    await ledger.commits(batch => {
      batch.change(confirmed('1', { at: 900 }))
      batch.change(confirmed('2', { at: 900 }))
      batch.change(settled(8, 3))
      batch.change({ kind: 'delivery', id: '2', was: 'confirmed', now: 'waiting' })
      batch.change(settled(14, 9))
      batch.change(repeated)
    })
    t.same(await waits(ledger), ['2'])
  },
}
