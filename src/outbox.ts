import type { ServiceTurn } from './service.js'
import { DOUBTFUL_FOR } from './xmpp/recently-routed.js'

/** In milliseconds. A server that cannot reach another one says so after some minutes; who has invited hears of it. */
const KEPT_FOR_BOUNCES = 5 * 60 * 1000

/** After a start: nobody knows how the last run ended, so what was routed just before may be lost with a server. */
export function repeatDoubtful({ batch }: Pick<ServiceTurn, 'batch'>): void {
  batch.change({ kind: 'outbox', was: undefined, now: 'repeated' })
}

/** Of the deliveries that the server has, those from some time ago are safe, and those from long ago are not needed. */
export function settleRouted({ batch }: Pick<ServiceTurn, 'batch'>): void {
  settle(batch, batch.at - DOUBTFUL_FOR)
}

/** The link has ended in peace: nothing that the server has routed is in doubt. */
export function settleAllRouted({ batch }: Pick<ServiceTurn, 'batch'>): void {
  settle(batch, batch.at + 1)
}

function settle(batch: ServiceTurn['batch'], safeBefore: number): void {
  const { at } = batch
  batch.change({ kind: 'outbox', was: undefined, now: 'settled', at, safeBefore, keptSince: at - KEPT_FOR_BOUNCES })
}
