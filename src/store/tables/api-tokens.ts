import type { ApiToken, ApiTokenChange } from '../../tokens/api-token.js'
import { parseScopes } from '../../tokens/scope.js'
import { type Reading, type Step, statement } from './statement.js'

/** A row of the table `api_token`. */
export type ApiTokenRow = {
  id: string
  user: string
  label: string
  scopes: string
  created_at: number
  expires_at: number
  renewed_at: number
  renewals: number
}

/** The table `api_token`. */
export function apiTokenStatements() {
  const add = statement<ApiTokenRow>(`
    insert into api_token (id, user, label, scopes, created_at, expires_at, renewed_at, renewals)
    values (@id, @user, @label, @scopes, @created_at, @expires_at, @renewed_at, @renewals)`)
  // An update, not an upsert: a token that another process has revoked stays revoked.
  const renew = statement<ApiTokenRow>(`
    update api_token set expires_at = @expires_at, renewed_at = @renewed_at, renewals = @renewals where id = @id`)
  const remove = statement<[string]>('delete from api_token where id = ?')
  const expire = statement<[number]>('delete from api_token where expires_at <= ?')
  const byId = statement<[string], ApiTokenRow>('select * from api_token where id = ?')
  const ofUser = statement<[string], ApiTokenRow>('select * from api_token where user = ? order by created_at, id')
  return {
    write: {
      *'api-token'({ was, now, at }: ApiTokenChange): Iterable<Step> {
        yield expire.with(at)
        if (was && now) yield renew.with(toRow(now))
        else if (now) yield add.with(toRow(now))
        else if (was) yield remove.with(was.id)
      },
    },
    answers: {
      *apiToken(id: string): Reading<ApiToken | undefined> {
        const row = yield* byId.get(id)
        return row && apiTokenOf(row)
      },
      /** The oldest first. */
      *apiTokensOf(user: string): Reading<ApiToken[]> {
        return (yield* ofUser.all(user)).map(apiTokenOf)
      },
    },
  }
}

function toRow({ id, user, label, scopes, createdAt, expiresAt, renewedAt, renewals }: ApiToken): ApiTokenRow {
  return {
    id,
    user,
    label,
    scopes: scopes.join(' '),
    created_at: createdAt,
    expires_at: expiresAt,
    renewed_at: renewedAt,
    renewals,
  }
}

/** Converts a row of the table `api_token`. */
export function apiTokenOf({
  id,
  user,
  label,
  scopes,
  created_at,
  expires_at,
  renewed_at,
  renewals,
}: ApiTokenRow): ApiToken {
  const times = { createdAt: created_at, expiresAt: expires_at, renewedAt: renewed_at }
  return { id, user, label, scopes: parseScopes(scopes), ...times, renewals }
}
