import { isIP } from 'node:net'
import { rootCertificates, type ConnectionOptions as TlsOptions } from 'node:tls'
import { domainToASCII } from 'node:url'
import { type Element, xml } from '../stanza/element.js'
import { type Endpoint, ServerStream } from './server-stream.js'
import { AccountsUnavailable } from './unavailable.js'

/** How the accounts' server is reached. */
export type AccountsServer = {
  /** `xmpp://HOST:PORT`, or `xmpps://HOST:PORT` for TLS from the first byte. */
  readonly service: string
  /** The domain of the accounts, to which the server's certificate belongs. */
  readonly domain: string
  /** `auto` insists on TLS, but not on this machine, where it takes what there is. */
  readonly tls: 'auto' | 'required' | 'off'
  /** Certificates to trust besides those that Node.js trusts, as PEM. */
  readonly ca?: string | undefined
  /** Seconds for everything that one person wants. */
  readonly timeout: number
}

/** A stream over which a person may be signed in. */
export type SecuredStream = {
  readonly stream: ServerStream
  /** What the server offers over it. */
  readonly features: Element
  /** Whether nobody can read along: TLS, or this machine alone. Else no password may be sent as it is. */
  readonly isConfidential: boolean
}

const TLS = 'urn:ietf:params:xml:ns:xmpp-tls'
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Connects, secures the stream as asked, does the work and closes the stream, whatever happens. */
export async function onSecuredStream<T>(
  server: AccountsServer,
  work: (secured: SecuredStream) => Promise<T>,
): Promise<T> {
  const endpoint = endpointOf(server.service)
  const tls = tlsOptions(server)
  const stream = new ServerStream(endpoint, { domain: server.domain, tls })
  const timer = setTimeout(() => stream.fail(`no answer within ${server.timeout} s`), server.timeout * 1000)
  try {
    await stream.connected(endpoint.directTls ? 'secureConnect' : 'connect')
    return await work(await secured(stream, { server, tls, directTls: endpoint.directTls }))
  } finally {
    clearTimeout(timer)
    void stream.close()
  }
}

function endpointOf(service: string): Endpoint {
  const { protocol, hostname, port } = new URL(service)
  const directTls = protocol === 'xmpps:'
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (directTls ? 5223 : 5222)), directTls }
}

function tlsOptions({ domain, ca }: AccountsServer): TlsOptions {
  const host = domainToASCII(domain)
  return {
    ...(isIP(host) === 0 && host !== '' ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
  }
}

type Wish = { server: AccountsServer; tls: TlsOptions; directTls: boolean }

async function secured(stream: ServerStream, { server, tls, directTls }: Wish): Promise<SecuredStream> {
  const isLocal = LOOPBACK.test(stream.remoteAddress ?? '')
  const features = await stream.open()
  if (directTls) return { stream, features, isConfidential: true }
  if (server.tls !== 'off' && features.getChild('starttls', TLS)) {
    // On this machine nobody stands between, so that a certificate made at the server's installation will do.
    const trust = isLocal && server.tls === 'auto' ? { rejectUnauthorized: false } : {}
    await upgrade(stream, { ...tls, ...trust })
    return { stream, features: await stream.open(), isConfidential: true }
  }
  if (server.tls === 'required' || (server.tls === 'auto' && !isLocal)) {
    throw new AccountsUnavailable('the server offers no TLS; let it, or set accounts.tls to off')
  }
  return { stream, features, isConfidential: isLocal }
}

/** RFC 6120 §5. */
async function upgrade(stream: ServerStream, tls: TlsOptions): Promise<void> {
  const answer = await stream.ask(xml('starttls', TLS))
  if (!answer.is('proceed', TLS)) throw new AccountsUnavailable('the server offers TLS and then refuses it')
  await stream.startTls(tls)
}
