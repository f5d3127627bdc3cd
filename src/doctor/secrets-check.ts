import { readFile, stat } from 'node:fs/promises'
import { attention, type Check, ok } from './finding.js'

/** The bit of a file mode that lets every user read the file. */
const OTHERS_READ = 0o004

/** Checks that not every user of this machine can read the secrets in the configuration file. */
export function secretsCheck(file: string): Check {
  return {
    name: 'configuration',
    run: async () => {
      if (!(await hasReadableSecrets(file))) return [ok(`${file} is valid, and its secrets are protected.`)]
      return [attention(`Every user of this machine can read the secrets in ${file}: chmod 600 ${file}`)]
    },
  }
}

/** Whether a configuration file contains a secret and every user of this machine can read the file. */
export async function hasReadableSecrets(file: string): Promise<boolean> {
  const { mode } = await stat(file)
  if (process.platform === 'win32' || (mode & OTHERS_READ) === 0) return false
  return /\bsecret:[ \t]*[^\s#,}]/.test(await readFile(file, 'utf8'))
}
