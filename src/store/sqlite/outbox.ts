import type { Database } from 'better-sqlite3'
import type { Delivery, DeliveryChange } from '../../batch.js'

/** The table `outbox`: what the XMPP server may not have yet. */
export function outboxStatements(db: Database) {
  const add = db.prepare<Delivery>('insert into outbox (id, stanza) values (@id, @stanza)')
  const remove = db.prepare<[string]>('delete from outbox where id = ?')
  const byId = db.prepare<[string], Delivery>('select id, stanza from outbox where id = ?')
  const all = db.prepare<[], Delivery>('select id, stanza from outbox order by position')
  return {
    write(change: DeliveryChange): void {
      if (change.now === 'confirmed') remove.run(change.id)
      else add.run(change.now)
    },
    byId: (id: string): Delivery | undefined => byId.get(id),
    all: (): Delivery[] => all.all(),
  }
}
