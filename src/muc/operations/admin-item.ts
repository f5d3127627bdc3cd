import { attr, type Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { parseJid, prepareNick } from '../../stanza/jid.js'
import { type Affiliation, isAffiliation } from '../model/affiliation.js'
import { isRole, type Role } from '../model/role.js'

/** In characters: memory and lists hold the reason of an affiliation. Our own decision. */
const MAX_REASON = 1000

/** An `<item/>` of a muc#admin request for the role of an occupant (XEP-0045 §17.4). */
export type RoleItem = { readonly nick: string | undefined; readonly role: Role; readonly reason: string | undefined }

/** An `<item/>` for an affiliation. `user` is a bare JID, even if the request has a full JID (§10.5), or a domain. */
export type AffiliationItem = {
  readonly user: string | undefined
  /** The nick to reserve; an empty one frees the reserved nick (XEP-0045 §9.5). */
  readonly nick: string | undefined
  readonly affiliation: Affiliation
  readonly reason: string | undefined
}

/**
 * The items of a request for roles; undefined if they are for affiliations. Throws `bad-request` or `policy-violation`
 * for a malformed item.
 */
export function readRoleItems(query: Element): RoleItem[] | undefined {
  const items = itemsOf(query)
  if (!items.some(item => attr(item, 'role') !== undefined)) return undefined
  return items.map(item => {
    const role = attr(item, 'role')
    if (!isRole(role)) throw new StanzaError('bad-request', `"${role ?? ''}" is not a role.`)
    return { nick: nickOf(item), role, reason: reasonOf(item) }
  })
}

/** The items of a request for affiliations. Throws `bad-request`, `jid-malformed` or `policy-violation`. */
export function readAffiliationItems(query: Element): AffiliationItem[] {
  return itemsOf(query).map(item => {
    const affiliation = attr(item, 'affiliation')
    if (!isAffiliation(affiliation))
      throw new StanzaError('bad-request', `"${affiliation ?? ''}" is not an affiliation.`)
    return { user: userOf(item), nick: reservableNickOf(item), affiliation, reason: reasonOf(item) }
  })
}

function itemsOf(query: Element): Element[] {
  const items = query.getChildren('item')
  if (items.length === 0) throw new StanzaError('bad-request', 'The request has no item.')
  if (items.some(item => attr(item, 'role') !== undefined && attr(item, 'affiliation') !== undefined)) {
    throw new StanzaError('bad-request', 'An item changes either a role or an affiliation, not both.')
  }
  return items
}

function nickOf(item: Element): string | undefined {
  const nick = attr(item, 'nick')
  return nick === undefined ? undefined : prepareNick(nick)
}

function reservableNickOf(item: Element): string | undefined {
  const text = attr(item, 'nick')
  if (text === undefined || text === '') return text
  const nick = prepareNick(text)
  if (nick === undefined) throw new StanzaError('bad-request', `"${text.slice(0, 100)}" is not a nick.`)
  return nick
}

function userOf(item: Element): string | undefined {
  const text = attr(item, 'jid')
  if (text === undefined) return undefined
  const jid = parseJid(text)
  if (!jid) throw new StanzaError('jid-malformed', `"${text.slice(0, 100)}" is not an address.`)
  return jid.bare
}

function reasonOf(item: Element): string | undefined {
  const reason = item.getChildText('reason') ?? undefined
  if (reason === undefined || reason.length <= MAX_REASON) return reason
  throw new StanzaError('policy-violation', `A reason has at most ${MAX_REASON} characters.`)
}
