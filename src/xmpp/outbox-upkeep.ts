import type { ServiceTurn } from '../service/types.js'
import { DOUBTFUL_FOR } from './recently-routed.js'

/** After a start: nobody knows how the last run ended, so what was routed just before may be lost with a server. */
export function repeatDoubtful({ batch }: Pick<ServiceTurn, 'batch'>): void {
  batch.change({ kind: 'outbox', was: undefined, now: 'repeated' })
}

/** Of the deliveries that the server has, those from some time ago are safe, and not needed any more. */
export function settleRouted({ batch }: Pick<ServiceTurn, 'batch'>): void {
  settle(batch, batch.at - DOUBTFUL_FOR)
}

/** The link has ended in peace: nothing that the server has routed is in doubt. */
export function settleAllRouted({ batch }: Pick<ServiceTurn, 'batch'>): void {
  settle(batch, batch.at + 1)
}

function settle(batch: ServiceTurn['batch'], safeBefore: number): void {
  batch.change({ kind: 'outbox', was: undefined, now: 'settled', at: batch.at, safeBefore })
}
