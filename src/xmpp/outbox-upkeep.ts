import type { ServiceContext } from '../service/types.js'
import { DOUBTFUL_FOR } from './recently-routed.js'
/** After a start: recently routed deliveries wait again, as the server may have lost them when the last run ended. */
export function repeatDoubtful({ batch }: Pick<ServiceContext, 'batch'>): void {
  batch.change({ kind: 'outbox', was: undefined, now: 'repeated' })
}

/** Deletes the deliveries that the server routed longer than `DOUBTFUL_FOR` ago: it cannot lose them any more. */
export function settleRouted({ batch }: Pick<ServiceContext, 'batch'>): void {
  settle(batch, batch.at - DOUBTFUL_FOR)
}

/** Deletes all routed deliveries: the link was closed in order, so the server cannot lose them. */
export function settleAllRouted({ batch }: Pick<ServiceContext, 'batch'>): void {
  settle(batch, batch.at + 1)
}

function settle(batch: ServiceContext['batch'], safeBefore: number): void {
  batch.change({ kind: 'outbox', was: undefined, now: 'settled', at: batch.at, safeBefore })
}
