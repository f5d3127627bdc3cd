import { SpecificError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Context, Query } from '../../context.js'

/** How long somebody may take to fill in a form, in milliseconds. Our own decision. */
const LONGEST = 60 * 60 * 1000

/** What a session belongs to: a person's client, and a command at an address (XEP-0050 §3.3). */
type Session = { readonly node: string; readonly address: string }

/**
 * The id of a new session. Nothing is kept of it: the id itself says since when it is, and is sealed, so that it holds
 * for nobody else and for nothing else.
 */
export function openSession(query: Context & Query, session: Session): string {
  const since = query.batch.at.toString(36)
  const id = query.batch.newId().slice(0, 12)
  return [since, id, sealOf(query, session, `${since}-${id}`)].join('-')
}

/** Throws where the id is none that we gave to this client for this command, or is too old. */
export function checkSession(query: Context & Query, session: Session, sessionId: string): void {
  const [since = '', id = '', seal] = sessionId.split('-')
  if (seal === undefined || seal !== sealOf(query, session, `${since}-${id}`)) {
    const specific = { name: 'bad-sessionid', xmlns: NS.commands }
    throw new SpecificError('bad-request', specific, 'This session is not of this command; begin anew.')
  }
  if (query.batch.at - Number.parseInt(since, 36) > LONGEST) {
    const specific = { name: 'session-expired', xmlns: NS.commands }
    throw new SpecificError('not-allowed', specific, 'This session is too old; begin anew.')
  }
}

function sealOf({ settings, from }: Context & Query, { node, address }: Session, started: string): string {
  return settings.digests.keyed(['command', started, from.full, address, node].join('\n'))
}
