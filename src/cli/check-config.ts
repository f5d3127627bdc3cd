import { tokenRules } from '../http/auth/token-rules.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'

/** Checks a configuration file and the public key file that it names. Rejects if there is a mistake. */
export async function checkConfig(file: string): Promise<number> {
  const { auth } = await readConfigFile(file)
  await tokenRules(auth.jwt, { warn: () => undefined })
  print(`${file} is valid.`)
  return EXIT.success
}
