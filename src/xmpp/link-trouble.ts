/** Why the link failed: a stream error condition (RFC 6120 §4.9.3), an error code of Node, or a word of our own. */
export class LinkError extends Error {
  readonly trouble: string

  /** `serverText` is the text of the server's stream error. */
  constructor(trouble: string, serverText?: string | null) {
    super(serverText || trouble)
    this.name = 'LinkError'
    this.trouble = trouble
  }
}

/** The part of a pino logger that the link needs. */
export interface LinkLog {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

type Where = { readonly service: string; readonly domain: string }

/** The `trouble` of any error that a connection can fail with. */
export function troubleOf(error: unknown): string {
  if (error instanceof LinkError) return error.trouble
  return error instanceof Error && 'code' in error ? String(error.code) : 'undefined-condition'
}

/** Of equal troubles in a row, one of 60 is logged: at first after about 10 seconds, later every four minutes. */
const LOG_EVERY = 60

/** Logs each new trouble with advice on the configuration, and a repeated one rarely. It never sees the secret. */
export class TroubleLog {
  readonly #where: Where
  readonly #log: LinkLog
  #last = ''
  #repeated = 0

  constructor({ service, domain, log }: Where & { readonly log: LinkLog }) {
    this.#where = { service, domain }
    this.#log = log
  }

  /** The advice for the last trouble; empty if there was none. */
  get advice(): string {
    return this.#last && adviceFor(this.#last, this.#where)
  }

  report(error: unknown): void {
    const trouble = troubleOf(error)
    this.#repeated = trouble === this.#last ? this.#repeated + 1 : 0
    this.#last = trouble
    if (this.#repeated % LOG_EVERY > 0) return
    const serverText = error instanceof LinkError && error.message !== trouble ? error.message : undefined
    this.#log.error({ event: 'server-trouble', ...this.#where, trouble, serverText }, `${this.advice} Trying again.`)
  }

  /** The link was good: the next trouble is logged even if it equals the last one. */
  forget(): void {
    this.#last = ''
  }
}

/** The change that ends the trouble, in most cases to the server's configuration. */
export function adviceFor(trouble: string, where: Where): string {
  return (ADVICE.get(trouble) ?? otherwise)(where, trouble)
}

const notAComponentPort = ({ service }: Where) =>
  `${service} is not a port for components. Set xmpp.service to the port in component_ports (Prosody, 5347 by ` +
  'default) or to the port of the listener with "module: ejabberd_service" (ejabberd).'

const hostUnknown = ({ service, domain }: Where) =>
  `The server at ${service} has no component "${domain}". Prosody: add Component "${domain}" with component_secret, ` +
  'at the end of the configuration and without a module name. ejabberd: add ' +
  `hosts: {"${domain}": {password: ...}} to the ejabberd_service listener. Or correct xmpp.domain.`

const unreachable = ({ service }: Where, trouble: string) =>
  `${service} cannot be reached (${trouble}). Check the host and the port in xmpp.service, and firewalls in between.`

const otherwise = ({ service }: Where, trouble: string) =>
  `The server at ${service} closed the stream (${trouble}). See the log of the server.`

/** The troubles as Prosody 0.12 and ejabberd 23.01 really send them. */
const ADVICE = new Map<string, (where: Where, trouble: string) => string>(
  Object.entries({
    'not-authorized': ({ domain }) =>
      'The server does not accept the secret. xmpp.secret (or LATCHSTRING_XMPP_SECRET) must be the same as ' +
      `component_secret below Component "${domain}" (Prosody) or the password in hosts: {"${domain}": {password: ...}} ` +
      `of the ejabberd_service listener. ejabberd sends the same error if "${domain}" is not among these hosts.`,
    'host-unknown': hostUnknown,
    'host-gone': hostUnknown,
    conflict: ({ domain }) =>
      `"${domain}" is in use. Prosody: another component is connected under this name: stop it, or set ` +
      `component_conflict_resolve = "kick_old" below Component "${domain}" to let the newest win. ejabberd: the name ` +
      'belongs to the server itself: remove it from hosts and from the host option of its modules (mod_muc). ' +
      'Or choose another xmpp.domain.',
    replaced: ({ domain }) =>
      `Another connection has taken the place of this one as "${domain}", because the server lets the newest win. If a ` +
      'second instance of Latchstring runs, stop one of them.',
    'replaced-again': ({ domain }) =>
      `Two instances take the place as "${domain}" from each other: stop one of them. This one now waits for one to two ` +
      'minutes.',
    'invalid-from': ({ domain }) =>
      'The server does not let us send in the name of its users. xmpp.inviterAddress "asserted" needs a server that does ' +
      `not check: validate_from_addresses = false below Component "${domain}" (Prosody), check_from: false in the ` +
      'ejabberd_service listener. Better: set xmpp.inviterAddress to "auto" and grant XEP-0356 with mod_privilege.',
    'invalid-namespace': notAComponentPort,
    'wrong-port': notAComponentPort,
    'policy-violation': ({ domain }) =>
      'A stanza was too long for the server, or there were too many. Prosody: raise component_stanza_size_limit, and ' +
      `remove "${domain}" from mod_limits. ejabberd: raise max_stanza_size and shaper of the ejabberd_service listener.`,
    'not-well-formed': ({ domain }) =>
      'The server could not read a stanza. Prosody sends this error if one is longer than component_stanza_size_limit ' +
      `(512 kB by default): raise it below Component "${domain}". Otherwise this is a bug of Latchstring: report it.`,
    'system-shutdown': ({ service }) =>
      `The server at ${service} is shutting down. Nothing needs to be changed: we connect when it is back.`,
    lost: ({ service }) => `The connection to ${service} was lost, perhaps because the server stopped or restarted.`,
    closed: ({ service }) =>
      `${service} closed the connection before the handshake. Check that xmpp.service is the port for components ` +
      '(component_ports in Prosody, the ejabberd_service listener in ejabberd) and that the server admits this address ' +
      '(component_interfaces in Prosody; ip and access of the listener in ejabberd).',
    'no-answer': ({ service }) =>
      `${service} does not answer. Check that xmpp.service is the port for components (component_ports in Prosody, the ` +
      'ejabberd_service listener in ejabberd), that the server is not hanging, and firewalls in between.',
    silent: ({ service }) =>
      `${service} accepted the connection, but did not answer a ping within xmpp.answerTimeout. Check whether the server ` +
      'hangs or is overloaded (its log, its processes), and the network in between.',
    unreadable: ({ service }) => `${service} sent invalid XML. Check that xmpp.service is the right port.`,
    endless: ({ service }) =>
      `${service} sent a tag or a text without an end. Check that xmpp.service is the right port, and the longest stanza ` +
      'of the server: c2s_stanza_size_limit and s2s_stanza_size_limit (Prosody), max_stanza_size (ejabberd).',
    ECONNREFUSED: ({ service, domain }) =>
      `Nothing listens at ${service}. Start the server. Prosody: it listens for components (component_ports, ` +
      `component_interfaces) as soon as a Component "${domain}" exists, without "muc" or another module behind the name. ` +
      'ejabberd: add a listener with "module: ejabberd_service" on this port. Or correct xmpp.service.',
    ENOTFOUND: ({ service }) => `The host in xmpp.service (${service}) has no address. Correct it, or the DNS.`,
    EAI_AGAIN: ({ service }) => `The host in xmpp.service (${service}) has no address now. Check the DNS.`,
    ETIMEDOUT: unreachable,
    EHOSTUNREACH: unreachable,
    ENETUNREACH: unreachable,
  }),
)
