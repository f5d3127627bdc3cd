import type { Test } from 'tap'
import { createService } from '../../src/service/service.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { tokensOf } from '../../src/tokens/context.js'
import { issueToken, type TokenRequest } from '../../src/tokens/issue.js'
import { renewToken } from '../../src/tokens/renew.js'
import { revokeToken, revokeTokens } from '../../src/tokens/revoke.js'
import type { Scope } from '../../src/tokens/scope.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { failing } from '../scenario/failing-store.js'
import { roomsSettings } from '../settings.js'

export const HOUR = 3_600_000
export const ROMEO = 'romeo@localhost'
export const JULIET = 'juliet@localhost'

/** The token operations on a real service with its own store, and a clock that the test sets. */
export function tokenService(t: Test, { admins = [] }: { admins?: readonly string[] } = {}) {
  const store = failing(openSqliteStore(':memory:'))
  const clock = { now: 1_700_000_000_000 }
  let ids = 0
  const rooms = roomsSettings({ admins })
  const service = createService({
    store: sceneStore(store),
    rooms,
    capabilities: [],
    write: () => undefined,
    now: () => clock.now,
    newId: () => String(++ids).padStart(32, '0'),
    onFault: () => undefined,
  })
  t.teardown(() => store.close())
  const of = (user: string) => ({ lookup: { apiTokensOf: user } })
  return {
    store,
    clock,
    tokens: rooms.tokens,
    issues: (request: Partial<TokenRequest> = {}) => {
      const whole = { user: ROMEO, label: 'phone', ...request }
      return service.run(of(whole.user), turn => issueToken(turn, whole))
    },
    renews: (jti: string, user = ROMEO) => service.run(of(user), turn => renewToken(turn, { jti })),
    revokes: (id: string, callerScopes: readonly Scope[] = ['links', 'rooms', 'admin']) =>
      service.run(of(ROMEO), turn => revokeToken(turn, { id, callerScopes })),
    revokesAll: (callerScopes: readonly Scope[]) =>
      service.run(of(ROMEO), turn => revokeTokens(turn, { callerScopes })),
    lists: (user = ROMEO) => service.run(of(user), turn => tokensOf(turn)),
  }
}
