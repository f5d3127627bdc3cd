import { serviceSettings } from '../app/service-settings.js'
import type { Config } from '../config/config.js'
import { DEMO_DIRECTORY } from '../demo/database.js'
import { storedSecrets } from '../demo/secrets.js'
import { signToken } from '../http/auth/token.js'
import { createService } from '../service/service.js'
import { issueToken, type TokenRequest } from '../tokens/issue.js'
import type { TokenCommand } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'
import { storeBeside } from './store-of.js'

/** Prints a new token: stored in the database of a configuration, or only signed where the command names none. */
export async function printToken({ file, ...request }: TokenCommand): Promise<number> {
  print(file === undefined ? await signedToken(request) : await storedToken(await readConfigFile(file), request))
  return EXIT.success
}

async function signedToken({ user, hours, scopes }: Omit<TokenCommand, 'file'>): Promise<string> {
  return signToken(await demoSecret(), { user, userClaim: 'sub', hours, scope: scopes?.join(' ') })
}

async function demoSecret(): Promise<string> {
  const given = process.env['LATCHSTRING_JWT_SECRET']
  return given === undefined || given === '' ? (await storedSecrets(DEMO_DIRECTORY)).jwtSecret : given
}

/**
 * Issues a token in the database of a configuration, also while the service runs, which accepts the token immediately.
 * Rejects if the database does not exist: a token in a new database at a wrong path would be valid nowhere.
 */
async function storedToken(config: Config, request: TokenRequest): Promise<string> {
  const store = await storeBeside(config)
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
    const needs = { lookup: { apiTokensOf: request.user } }
    return (await service.run(needs, context => issueToken(context, request))).token
  } catch (refusal) {
    throw cause ?? refusal
  } finally {
    await service.idle()
    await store.close()
  }
}
