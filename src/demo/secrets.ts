import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secrets of a service that runs without a configuration file. */
export type StoredSecrets = { readonly xmppSecret: string; readonly jwtSecret: string }

const FILE = 'secrets.json'

/**
 * Reads the secrets in a directory, or generates them the first time, so that tokens stay valid over a restart. The file
 * is readable for its owner only. Throws if the directory or the file cannot be used.
 */
export async function storedSecrets(directory: string): Promise<StoredSecrets> {
  const path = join(directory, FILE)
  const fresh: StoredSecrets = { xmppSecret: randomSecret(), jwtSecret: randomSecret() }
  await mkdir(directory, { recursive: true })
  try {
    await writeFile(path, `${JSON.stringify(fresh, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return fresh
  } catch (error) {
    if (!alreadyExists(error)) throw error
    return readSecrets(path)
  }
}

async function readSecrets(path: string): Promise<StoredSecrets> {
  const { xmppSecret, jwtSecret } = parseObject(await readFile(path, 'utf8'))
  if (typeof xmppSecret === 'string' && typeof jwtSecret === 'string') return { xmppSecret, jwtSecret }
  throw new Error(`${path} contains no valid secrets: delete it, and the next start generates new ones`)
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function randomSecret(): string {
  return randomBytes(32).toString('hex')
}

function alreadyExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
