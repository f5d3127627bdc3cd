import type { Failing, Webhook, WebhookChange } from '../../webhooks/webhook.js'
import type { WebhookTerms } from '../../webhooks/webhooks.js'
import { type Reading, statement, type Written } from './statement.js'

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
    insert into webhook (id, owner, as_admin, secret, terms, made_at, position, failing, paused)
    values (@id, @owner, @as_admin, @secret, @terms, @made_at, @position, @failing, @paused)
    on conflict (id) do update set
      owner = excluded.owner, as_admin = excluded.as_admin, secret = excluded.secret, terms = excluded.terms,
      made_at = excluded.made_at, position = excluded.position, failing = excluded.failing, paused = excluded.paused`)
  const remove = statement<[string]>('delete from webhook where id = ?')
  const byId = statement<[string], WebhookRow>('select * from webhook where id = ?')
  const ofOwner = statement<[string], WebhookRow>('select * from webhook where owner = ? order by made_at, id')
  const after = statement<{ after: string; most: number }, WebhookRow>(
    'select * from webhook where id > @after order by id limit @most',
  )
  return {
    write: {
      webhook: ({ was, now }: WebhookChange): Written => (now ? put.with(toRow(now)) : was && remove.with(was.id)),
    },
    answers: {
      *webhook(id: string): Reading<Webhook | undefined> {
        const row = yield* byId.get(id)
        return row && webhookOf(row)
      },
      *webhooksOf(owner: string): Reading<Webhook[]> {
        return (yield* ofOwner.all(owner)).map(webhookOf)
      },
      *webhooksAfter(asked: { after: string; most: number }): Reading<Webhook[]> {
        return (yield* after.all(asked)).map(webhookOf)
      },
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
