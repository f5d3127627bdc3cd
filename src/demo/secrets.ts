import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secrets of a service that runs without a configuration file. */
export type StoredSecrets = { readonly xmppSecret: string; readonly jwtSecret: string }

const FILE = 'secrets.json'

/**
 * The secrets kept in a directory, made when they are asked for the first time: tokens stay good over a restart.
 * Only the user who runs this can read them. Throws where the directory or the file cannot be used.
 */
export async function storedSecrets(directory: string): Promise<StoredSecrets> {
  const path = join(directory, FILE)
  const fresh: StoredSecrets = { xmppSecret: randomSecret(), jwtSecret: randomSecret() }
  await mkdir(directory, { recursive: true })
  try {
    await writeFile(path, `${JSON.stringify(fresh, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return fresh
  } catch (error) {
    if (!isThere(error)) throw error
    return readSecrets(path)
  }
}

async function readSecrets(path: string): Promise<StoredSecrets> {
  const { xmppSecret, jwtSecret } = parseObject(await readFile(path, 'utf8'))
  if (typeof xmppSecret === 'string' && typeof jwtSecret === 'string') return { xmppSecret, jwtSecret }
  throw new Error(`${path} does not hold the secrets any more: delete it, and new ones are made at the next start`)
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

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
