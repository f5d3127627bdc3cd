import { SpecificError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Context, Query } from '../../context.js'

/** The lifetime of a session, in milliseconds: the time to fill in a form. Our own decision. */
const LIFETIME = 60 * 60 * 1000

/** A session belongs to one client and to one command at one address (XEP-0050 §3.3). */
type Session = { readonly node: string; readonly address: string }

/**
 * Returns the id of a new session. The service stores no sessions: the id contains the start time and a MAC that binds
 * it to the client, the command and the address.
 */
export function openSession(query: Context & Query, session: Session): string {
  const since = query.batch.at.toString(36)
  const id = query.batch.newId().slice(0, 12)
  return [since, id, macOf(query, session, `${since}-${id}`)].join('-')
}

/**
 * Throws `bad-sessionid` if the id was not issued to this client for this command, `session-expired` if it is too old.
 */
export function checkSession(query: Context & Query, session: Session, sessionId: string): void {
  const [since = '', id = '', mac] = sessionId.split('-')
  if (mac === undefined || mac !== macOf(query, session, `${since}-${id}`)) {
    const specific = { name: 'bad-sessionid', xmlns: NS.commands }
    throw new SpecificError('bad-request', specific, 'This session does not belong to this command; start again.')
  }
  if (query.batch.at - Number.parseInt(since, 36) > LIFETIME) {
    const specific = { name: 'session-expired', xmlns: NS.commands }
    throw new SpecificError('not-allowed', specific, 'This session has expired; start again.')
  }
}

function macOf({ settings, from }: Context & Query, { node, address }: Session, started: string): string {
  return settings.digests.keyed(['command', started, from.full, address, node].join('\n'))
}
