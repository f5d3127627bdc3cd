import { randomBytes } from 'node:crypto'
import { type Element, xml } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import type { BoundClient, ClientHost, SignedInClient } from '../streams/client-stream.js'
import { type Mechanism, PLAIN } from '../streams/sasl.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'
import type { XmppStream } from '../streams/xmpp-stream.js'
import { leave, type Surroundings, takePresence } from './client-presence.js'
import { answerRegistration } from './registration.js'
import type { Session } from './sessions.js'

export type ClientSide = Surroundings & {
  /** The virtual host. */
  readonly domain: string
  /** Whether a client may create an account before it signs in (XEP-0077). */
  readonly registration: boolean
  readonly log: (line: string) => void
}

const ANONYMOUS: Mechanism = {
  name: 'ANONYMOUS',
  needsMessage: false,
  read: () => ({ user: undefined, password: '' }),
}

/** The offered mechanisms. PLAIN is not encrypted: this server is for use on one machine. */
const MECHANISMS = [PLAIN, ANONYMOUS]

/** The accounts of the virtual host, as the client of one stream reaches them. */
export function accountsHost(stream: XmppStream, server: ClientSide): ClientHost {
  const { domain, registration, users, log } = server
  return {
    domain,
    mechanisms: MECHANISMS,
    offers: registration ? [xml('register', STREAM_NS.registerFeature)] : [],
    // XEP-0077 §3.1.1: before the sign-in.
    answersEarly: element => (registration ? answerRegistration(element, users.accounts) : undefined),
    signIn({ user, password }, answer) {
      if (user === undefined || users.accounts.accepts(user, password)) return answer(signedIn(stream, server, user))
      log('client: sign-in failed: not-authorized')
      answer({ failure: 'not-authorized' })
    },
  }
}

/** `name`: the local part of the account; undefined makes an anonymous one. */
function signedIn(stream: XmppStream, server: ClientSide, name: string | undefined): SignedInClient {
  const { users, domain } = server
  const user = name ?? users.accounts.addAnonymous()
  return {
    bind(resource) {
      const jid = parseJid(`${user}@${domain}/${resource || randomBytes(8).toString('hex')}`)
      return jid && bound(users.sessions.add(jid, stream), server)
    },
    ended() {
      if (name !== undefined) return
      users.accounts.forget(user)
      users.offline.take(`${user}@${domain}`)
    },
  }
}

function bound(session: Session, server: ClientSide): BoundClient {
  const { jid } = session
  server.log(`client ${JSON.stringify(jid.full)}: connected`)
  return {
    jid,
    takes: stanza => takeStanza(session, stanza, server),
    ended() {
      server.users.sessions.remove(session)
      leave(session, server)
      server.log(`client ${JSON.stringify(jid.full)}: disconnected`)
    },
  }
}

function takeStanza(session: Session, stanza: Element, server: ClientSide): void {
  if (stanza.name === 'presence') return takePresence(session, stanza, server)
  // RFC 6120 §10.3: a stanza without `to` is for the sender's own account.
  stanza.attrs['to'] ??= session.jid.bare
  server.router.route(stanza)
}
