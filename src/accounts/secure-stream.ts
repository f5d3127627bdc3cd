import { isIP } from 'node:net'
import { rootCertificates, type ConnectionOptions as TlsOptions } from 'node:tls'
import { domainToASCII } from 'node:url'
import { type Element, xml } from '../stanza/element.js'
import { type Endpoint, ServerStream, type StreamLimits } from './server-stream.js'
import { AccountsUnavailable } from './unavailable.js'

/** How to reach the XMPP server of the accounts. */
export type AccountsServer = {
  /** `xmpp://HOST:PORT`, or `xmpps://HOST:PORT` for TLS from the first byte. */
  readonly service: string
  /** The domain of the accounts. The server's certificate must be valid for it. */
  readonly domain: string
  /** `auto` requires TLS, except on this machine, where it uses TLS if the server offers it. */
  readonly tls: 'auto' | 'required' | 'off'
  /** Certificates (PEM) to trust in addition to those that Node.js trusts. */
  readonly ca?: string | undefined
  /** The time limit for one request, with all of its steps, in seconds. */
  readonly timeout: number
}

/** A stream on which a user can sign in. */
export type SecuredStream = {
  readonly stream: ServerStream
  /** The stream features that the server offers (RFC 6120 §4.3.2). */
  readonly features: Element
  /** Whether the stream uses TLS or stays on this machine. Otherwise no plain password may be sent. */
  readonly isConfidential: boolean
}

const TLS = 'urn:ietf:params:xml:ns:xmpp-tls'
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/**
 * Connects, negotiates TLS as configured, does the work and always closes the stream. Rejects as the work does, or with
 * AccountsUnavailable.
 */
export async function onSecuredStream<T>(
  server: AccountsServer,
  work: (secured: SecuredStream) => Promise<T>,
): Promise<T> {
  return withinTimeout(server, {}, async secured => {
    const result = await work(secured)
    void secured.stream.close()
    return result
  })
}

/**
 * The same for work after which the stream goes on: the timeout is that of the work, and only a failure of it closes the
 * stream.
 */
export async function withinTimeout<T>(
  server: AccountsServer,
  limits: StreamLimits,
  work: (secured: SecuredStream) => Promise<T>,
): Promise<T> {
  const endpoint = endpointOf(server.service)
  const tls = tlsOptions(server)
  const stream = new ServerStream(endpoint, { domain: server.domain, tls, ...limits })
  const timer = setTimeout(() => stream.fail(`no answer within ${server.timeout} s`), server.timeout * 1000)
  try {
    await stream.connected(endpoint.directTls ? 'secureConnect' : 'connect')
    return await work(await secured(stream, { server, tls, directTls: endpoint.directTls }))
  } catch (error) {
    void stream.close()
    throw error
  } finally {
    clearTimeout(timer)
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

type Connection = { server: AccountsServer; tls: TlsOptions; directTls: boolean }

async function secured(stream: ServerStream, { server, tls, directTls }: Connection): Promise<SecuredStream> {
  const isLocal = LOOPBACK.test(stream.remoteAddress ?? '')
  const features = await stream.open()
  if (directTls) return { stream, features, isConfidential: true }
  if (server.tls !== 'off' && features.getChild('starttls', TLS)) {
    // No attacker is on the loopback path, so a self-signed certificate of the server's installation is enough.
    const trust = isLocal && server.tls === 'auto' ? { rejectUnauthorized: false } : {}
    await upgrade(stream, { ...tls, ...trust })
    return { stream, features: await stream.open(), isConfidential: true }
  }
  if (server.tls === 'required' || (server.tls === 'auto' && !isLocal)) {
    throw new AccountsUnavailable('the server offers no TLS; enable it, or set accounts.tls to off')
  }
  return { stream, features, isConfidential: isLocal }
}

/** Negotiates STARTTLS (RFC 6120 §5). */
async function upgrade(stream: ServerStream, tls: TlsOptions): Promise<void> {
  const answer = await stream.ask(xml('starttls', TLS))
  if (!answer.is('proceed', TLS)) throw new AccountsUnavailable('the server offered TLS and then refused it')
  await stream.startTls(tls)
}
