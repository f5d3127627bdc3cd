import type { DeliveryChange, OutboxChange, StoredDelivery } from '../../batch.js'
import { type Reading, type Step, statement, type Written } from './statement.js'

/** The table `outbox`: deliveries that the XMPP server may not have yet, and recently confirmed ones. */
export function outboxStatements() {
  const add = statement<Pick<StoredDelivery, 'id' | 'stanza'> & { at: number }>(
    'insert into outbox (id, stanza, created_at) values (@id, @stanza, @at)',
  )
  const confirm = statement<{ id: string; at: number }>('update outbox set confirmed_at = @at where id = @id')
  const remove = statement<[string]>('delete from outbox where id = ?')
  const wait = statement<[string]>('update outbox set confirmed_at = null where id = ?')
  // After the clock was set back, confirmations in the future count from now on.
  const catchUp = statement<{ at: number }>('update outbox set confirmed_at = @at where confirmed_at > @at')
  const repeat = statement<[]>('update outbox set confirmed_at = null where confirmed_at is not null')
  const forget = statement<{ safeBefore: number }>('delete from outbox where confirmed_at < @safeBefore')
  const waiting = statement<{ after: number; most: number }, StoredDelivery>(`
    select position, id, stanza from outbox
    where confirmed_at is null and position > @after
    order by position limit @most`)
  return {
    write: {
      delivery(change: DeliveryChange): Step {
        if (change.now === 'waiting') return wait.with(change.id)
        if (change.now !== 'confirmed') return add.with({ ...change.now, at: change.at })
        return change.mayRepeat ? confirm.with({ id: change.id, at: change.at }) : remove.with(change.id)
      },
      outbox: (change: OutboxChange): Written =>
        change.now === 'repeated'
          ? repeat.with()
          : [catchUp.with({ at: change.at }), forget.with({ safeBefore: change.safeBefore })],
    },
    /** Waiting deliveries, oldest first. */
    waiting: ({ after = 0, most }: { readonly after?: number; readonly most: number }): Reading<StoredDelivery[]> =>
      waiting.all({ after, most }),
  }
}
