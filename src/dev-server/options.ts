import { parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

export type DevServerOptions = {
  /** The virtual host; default `localhost`. */
  readonly domain?: string
  /** The address to listen on; default `127.0.0.1`. */
  readonly host?: string
  /** The ports for clients (TCP, WebSocket) and components; 0, the default, is any free port. */
  readonly ports?: { readonly client?: number; readonly webSocket?: number; readonly component?: number }
  /** The components that may connect, each with its shared secret. */
  readonly components: readonly { readonly domain: string; readonly secret: string }[]
  /** User name to password. Undefined: every name is accepted with every password. */
  readonly accounts?: ReadonlyMap<string, string>
  /** Whether clients may create accounts before they sign in (XEP-0077); default false. */
  readonly registration?: boolean
  /** The namespace of XEP-0356 in which components may send messages as users; default `urn:xmpp:privilege:2`. */
  readonly privilege?: false | string
  /** Called with each line of the server's log. Control characters are escaped. */
  readonly log?: (line: string) => void
}

/** The options with defaults filled in and prepared addresses. */
export type Settings = {
  readonly domain: string
  readonly host: string
  readonly ports: { readonly client: number; readonly webSocket: number; readonly component: number }
  readonly secrets: ReadonlyMap<string, string>
  readonly accounts: ReadonlyMap<string, string> | undefined
  readonly registration: boolean
  readonly privilege: string | undefined
  readonly log: (line: string) => void
}

/** Fills in the defaults. Throws if a domain is malformed or configured twice. */
export function readOptions(options: DevServerOptions): Settings {
  const domain = domainFrom(options.domain ?? 'localhost')
  const secrets = new Map<string, string>()
  for (const component of options.components) {
    const name = domainFrom(component.domain)
    if (name === domain || secrets.has(name)) {
      throw new Error(`${name} is configured twice: give the host and each component a domain of its own`)
    }
    secrets.set(name, component.secret)
  }
  return {
    domain,
    host: options.host ?? '127.0.0.1',
    ports: { client: 0, webSocket: 0, component: 0, ...options.ports },
    secrets,
    accounts: options.accounts,
    registration: options.registration ?? false,
    privilege: options.privilege === false ? undefined : (options.privilege ?? NS.privilege2),
    log: options.log ?? (() => undefined),
  }
}

function domainFrom(text: string): string {
  const jid = parseJid(text)
  if (!jid || jid.full !== jid.domain) throw new Error(`${JSON.stringify(text)} is not a domain, such as example.org`)
  return jid.domain
}
