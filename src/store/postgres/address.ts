/** Where a database is, and as which user to sign in to it. */
export type Address = {
  /** A host name, an IP address, or the folder of a unix socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string | undefined
  /** Whether the connection is encrypted and the server proves its name (`sslmode=verify-full`). */
  readonly isSecure: boolean
}

/**
 * Reads an address such as `postgres://user:password@host:5432/database?sslmode=verify-full`; `?host=/run/postgresql` names the
 * folder of a unix socket. Undefined if something is missing, unknown or unsafe: only on this machine a connection may be open
 * to be read.
 */
export function addressOf(text: string): Address | undefined {
  const url = URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.hash !== '') return undefined
  const { host: socket, sslmode = 'disable', ...unknown } = Object.fromEntries(url.searchParams)
  const host = socket ?? url.hostname.replace(/^\[(.*)\]$/, '$1')
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  if (!host || !user || !database || password === undefined || Object.keys(unknown).length > 0) return undefined
  if (socket !== undefined && !socket.startsWith('/')) return undefined
  const isSecure = sslmode === 'verify-full'
  if (!isSecure && (sslmode !== 'disable' || !isThisMachine(host))) return undefined
  return { host, port: Number(url.port || 5432), database, user, password: password || undefined, isSecure }
}

function isThisMachine(host: string): boolean {
  return /^(\/.*|localhost|127(\.\d+){3}|::1)$/.test(host)
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
