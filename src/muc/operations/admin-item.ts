import { attr, type Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { parseJid, prepareNick } from '../../stanza/jid.js'
import { type Affiliation, isAffiliation } from '../model/affiliation.js'
import { isRole, type Role } from '../model/role.js'

/** In characters: it stays with an affiliation, in memory and in lists. Our own decision. */
const LONGEST_REASON = 1000

/** An `<item/>` of a muc#admin request that is about the role of an occupant (XEP-0045 §17.4). */
export type RoleItem = { readonly nick: string | undefined; readonly role: Role; readonly reason: string | undefined }

/** One that is about an affiliation. `user` is a bare JID, also where the request had a full one (§10.5), or a domain. */
export type AffiliationItem = {
  readonly user: string | undefined
  /** An empty one asks to free what is reserved (§9.5). */
  readonly nick: string | undefined
  readonly affiliation: Affiliation
  readonly reason: string | undefined
}

/** The items, if they are about roles; undefined if they are about affiliations. Throws where they are neither or both. */
export function readRoleItems(query: Element): RoleItem[] | undefined {
  const items = itemsOf(query)
  if (!items.some(item => attr(item, 'role') !== undefined)) return undefined
  return items.map(item => {
    const role = attr(item, 'role')
    if (!isRole(role)) throw new StanzaError('bad-request', `"${role ?? ''}" is not a role.`)
    return { nick: nickOf(item), role, reason: reasonOf(item) }
  })
}

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
  if (reason === undefined || reason.length <= LONGEST_REASON) return reason
  throw new StanzaError('policy-violation', `A reason has at most ${LONGEST_REASON} characters.`)
}
