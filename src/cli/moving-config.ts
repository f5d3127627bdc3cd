import { type Config, embeddedConfig } from '../config/config.js'
import { DEMO_DIRECTORY, demoDatabase } from '../demo/database.js'
import { storedSecrets } from '../demo/secrets.js'
import { readConfigFile } from './config-file.js'

/** The configuration of a file; without one, that of `latchstring start` without a configuration file. */
export async function configOrDemo(file: string | undefined): Promise<Config> {
  if (file !== undefined) return readConfigFile(file)
  const { xmppSecret, jwtSecret } = await storedSecrets(DEMO_DIRECTORY)
  return embeddedConfig({
    xmpp: { secret: xmppSecret },
    auth: { jwt: { secret: jwtSecret } },
    store: { sqlite: { path: demoDatabase(DEMO_DIRECTORY) } },
  })
}
