import { existsSync } from 'node:fs'
import { createService } from './batch-service.js'
import type { Config } from './config/config.js'
import { serviceSettings } from './settings.js'
import { openStoreBeside } from './store/sqlite/store.js'
import { issueToken, type TokenRequest } from './tokens/issue.js'

/**
 * Makes a token in the database of a configuration, also while the service runs on it: it knows the token at once. Rejects
 * where there is no database yet, for a new one in a wrong place would make a token that nobody knows.
 */
export async function storedToken(config: Config, request: TokenRequest): Promise<string> {
  const { path } = config.store.sqlite
  if (!existsSync(path)) {
    throw new Error(
      `There is no database at ${path} yet. Start Latchstring first; a relative path begins where it starts.`,
    )
  }
  const store = openStoreBeside(path)
  let cause: unknown
  const service = createService({
    ...serviceSettings(config, { key: await store.key(), startedAt: Date.now() }),
    store,
    write: () => undefined,
    now: Date.now,
    onFault: fault => {
      cause = fault
    },
  })
  try {
    const touches = { lookup: { apiTokensOf: request.user } }
    return (await service.run(touches, turn => issueToken(turn, request))).token
  } catch (refusal) {
    throw cause ?? refusal
  } finally {
    await service.idle()
    await store.close()
  }
}
