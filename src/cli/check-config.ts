import { trustedCertificates } from '../accounts/trusted-certificates.js'
import { warningsOf } from '../config/warnings.js'
import { tokenRules } from '../http/auth/token-rules.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'

/** Checks a configuration file and the files with keys that it names, and prints its warnings. Rejects if there is a mistake. */
export async function checkConfig(file: string): Promise<number> {
  const config = await readConfigFile(file)
  await tokenRules(config.auth.jwt, { warn: () => undefined })
  await trustedCertificates(config.accounts.caFile)
  print(`${file} is valid.`)
  for (const warning of warningsOf(config)) print(`Warning: ${warning}`)
  return EXIT.success
}
