import type { Failing, Webhook, WebhookChange } from '../../webhooks/webhook.js'
import type { WebhookTerms } from '../../webhooks/webhooks.js'
import { type Reading, statement } from './statement.js'

/** A row of the table `webhook`. */
export type WebhookRow = {
  id: string
  owner: string
  as_admin: number
  secret: string
  terms: string
  made_at: number
  position: number
  failing: string
  paused: number
}

/** The table `webhook`. */
export function webhookStatements() {
  const put = statement<WebhookRow>(`
    insert or replace into webhook (id, owner, as_admin, secret, terms, made_at, position, failing, paused)
    values (@id, @owner, @as_admin, @secret, @terms, @made_at, @position, @failing, @paused)`)
  const remove = statement<[string]>('delete from webhook where id = ?')
  const byId = statement<[string], WebhookRow>('select * from webhook where id = ?')
  const ofOwner = statement<[string], WebhookRow>('select * from webhook where owner = ? order by made_at, id')
  const after = statement<{ after: string; most: number }, WebhookRow>(
    'select * from webhook where id > @after order by id limit @most',
  )
  return {
    write: {
      webhook({ was, now }: WebhookChange): void {
        if (now) put.run(toRow(now))
        else if (was) remove.run(was.id)
      },
    },
    answers: {
      webhook(id: string): Webhook | undefined {
        const row = byId.get(id)
        return row && webhookOf(row)
      },
      webhooksOf: (owner: string): Webhook[] => ofOwner.all(owner).map(webhookOf),
      webhooksAfter: (asked: { after: string; most: number }): Webhook[] => after.all(asked).map(webhookOf),
    },
  }
}

function toRow({
  id,
  owner,
  asAdmin,
  secret,
  url,
  rooms,
  kinds,
  madeAt,
  position,
  failing,
  isPaused,
}: Webhook): WebhookRow {
  return {
    ...{ id, owner, secret, position },
    as_admin: Number(asAdmin),
    terms: JSON.stringify({ url, rooms, kinds }),
    made_at: madeAt,
    failing: failing ? JSON.stringify(failing) : '',
    paused: Number(isPaused),
  }
}

/** Converts a row of the table `webhook`. */
export function webhookOf({
  id,
  owner,
  as_admin,
  secret,
  terms,
  made_at,
  position,
  failing,
  paused,
}: WebhookRow): Webhook {
  return {
    ...{ id, owner, secret, position },
    ...(JSON.parse(terms) as WebhookTerms),
    asAdmin: as_admin === 1,
    madeAt: made_at,
    failing: failing === '' ? undefined : (JSON.parse(failing) as Failing),
    isPaused: paused === 1,
  }
}
