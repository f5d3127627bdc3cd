import type { Config } from '../config/config.js'
import { accountsCheck } from './accounts-check.js'
import type { Finding } from './finding.js'
import { namesCheck } from './names-check.js'
import { runChecks } from './run-checks.js'
import { secretsCheck } from './secrets-check.js'
import { serviceState } from './service-state.js'
import { databaseCheck, diskCheck } from './storage-check.js'
import { webCheck } from './web-check.js'
import { xmppCheck } from './xmpp-check.js'

/** What to check. `file` is the path of the configuration, `program` the words that start this program. */
export type Patient = { readonly config: Config; readonly file: string; readonly program: readonly string[] }

/** Checks all parts, also beside the running service, which it does not disturb. Takes about 8 s at most; never rejects. */
export async function findings(patient: Patient): Promise<Finding[]> {
  const { config, file } = patient
  const state = await serviceState(config)
  return runChecks([
    secretsCheck(file),
    xmppCheck(config, state),
    webCheck(config, state),
    namesCheck(config),
    accountsCheck(config),
    ...(config.store.postgres.url === '' ? [diskCheck(config)] : []),
    databaseCheck(patient, state),
  ])
}
