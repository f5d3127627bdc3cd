import type { Database } from 'better-sqlite3'
import type { Delivery, DeliveryChange, OutboxChange } from '../../batch.js'

/** The table `outbox`: what the XMPP server may not have yet, and what it has had for a short time. */
export function outboxStatements(db: Database) {
  const add = db.prepare<Delivery & { at: number }>(
    'insert into outbox (id, stanza, created_at) values (@id, @stanza, @at)',
  )
  const confirm = db.prepare<{ id: string; at: number; mayRepeat: number }>(
    'update outbox set confirmed_at = @at, may_repeat = @mayRepeat where id = @id',
  )
  const wait = db.prepare<[string]>('update outbox set confirmed_at = null, may_repeat = 0 where id = ?')
  // The clock was put back: what was confirmed before that counts from now on.
  const catchUp = db.prepare<{ at: number }>('update outbox set confirmed_at = @at where confirmed_at > @at')
  const repeat = db.prepare<[]>('update outbox set confirmed_at = null, may_repeat = 0 where may_repeat')
  const settle = db.prepare<{ safeBefore: number }>(
    'update outbox set may_repeat = 0 where may_repeat and confirmed_at < @safeBefore',
  )
  const forget = db.prepare<{ keptSince: number }>('delete from outbox where confirmed_at < @keptSince')
  const byId = db.prepare<[string], Delivery>('select id, stanza from outbox where id = ?')
  const waiting = db.prepare<{ after: string | null; most: number }, Delivery>(`
    select id, stanza from outbox
    where confirmed_at is null and position > coalesce((select position from outbox where id = @after), 0)
    order by position limit @most`)
  return {
    write(change: DeliveryChange): void {
      if (change.now === 'waiting') wait.run(change.id)
      else if (change.now !== 'confirmed') add.run({ ...change.now, at: change.at })
      else confirm.run({ id: change.id, at: change.at, mayRepeat: Number(change.mayRepeat) })
    },
    tidy(change: OutboxChange): void {
      if (change.now === 'repeated') {
        repeat.run()
        return
      }
      const { at, safeBefore, keptSince } = change
      catchUp.run({ at })
      settle.run({ safeBefore })
      forget.run({ keptSince })
    },
    /** Of those that the server has, too, for as long as they are kept. */
    byId: (id: string): Delivery | undefined => byId.get(id),
    waiting: ({ after = null, most }: { after?: string | null | undefined; most: number }): Delivery[] =>
      waiting.all({ after, most }),
  }
}
