import { prepareDomain, prepareLocal, prepareResource } from './jid-parts.js'

/** A prepared XMPP address (RFC 7622): two addresses are the same entity if and only if their texts are equal. */
export type Jid = {
  readonly local: string
  readonly domain: string
  readonly resource: string
  /** `local@domain`, or the domain alone. */
  readonly bare: string
  /** The whole address; equal to `bare` if there is no resource. */
  readonly full: string
}

/** Parses and prepares an address. Undefined if it is malformed (RFC 7622 §3) or a part is too long: see `jid-parts.ts`. */
export function parseJid(text: string): Jid | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const at = address.indexOf('@')
  const local = at < 0 ? '' : prepareLocal(address.slice(0, at))
  const domain = prepareDomain(address.slice(at + 1))
  const resource = slash < 0 ? '' : prepareResource(text.slice(slash + 1))
  if (local === undefined || domain === undefined || resource === undefined) return undefined
  const bare = local === '' ? domain : `${local}@${domain}`
  return { local, domain, resource, bare, full: resource === '' ? bare : `${bare}/${resource}` }
}

/** Parses the bare address of a user or a room (`local@domain`). Undefined if it is malformed or has a resource. */
export function parseBareJid(text: string): Jid | undefined {
  const jid = parseJid(text)
  return jid && jid.local !== '' && jid.resource === '' ? jid : undefined
}

/** The bare part of a prepared address. */
export function bareOf(jid: string): string {
  const slash = jid.indexOf('/')
  return slash < 0 ? jid : jid.slice(0, slash)
}

/** The domain of a prepared address. */
export function domainOf(jid: string): string {
  const bare = bareOf(jid)
  return bare.slice(bare.indexOf('@') + 1)
}

/** The local part of a prepared address; empty for a domain. */
export function localOf(jid: string): string {
  return jid.slice(0, Math.max(0, bareOf(jid).indexOf('@')))
}

/** Prepares a nick by resourceprep (XEP-0045 §17.1). Undefined if it is malformed or invisible. */
export function prepareNick(nick: string): string | undefined {
  const prepared = prepareResource(nick)
  return prepared === undefined || isInvisible(prepared) ? undefined : prepared
}

/** Whether all characters are invisible: spaces, control and format characters, fillers, marks without a base. */
function isInvisible(text: string): boolean {
  return /^[\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{1d159}]*$/u.test(text)
}
