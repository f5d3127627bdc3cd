import { prepare } from 'stanza/JID.js'

/** An XMPP address (RFC 7622), prepared: two addresses are the same entity exactly when their texts are equal. */
export type Jid = {
  readonly local: string
  readonly domain: string
  readonly resource: string
  /** `local@domain`, or the domain alone. */
  readonly bare: string
  /** The whole address; equal to `bare` where there is no resource. */
  readonly full: string
}

const LONGEST_PART = 1023
const PLAIN_LOCAL = /^[a-z0-9._+-]+$/
const PLAIN_DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/
const PLAIN_RESOURCE = /^[!-~]+$/
const FORBIDDEN_IN_LOCAL = /["&'/:<>@\s]/
const FORBIDDEN_IN_DOMAIN = /["&'/<>@\s]/

/** Reads an address; undefined where it is malformed (RFC 7622 §3) or a part is longer than 1023 bytes. */
export function parseJid(text: string): Jid | undefined {
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const at = bare.indexOf('@')
  if (at === 0 || slash === text.length - 1) return undefined
  return makeJid({
    local: at < 0 ? '' : bare.slice(0, at),
    domain: at < 0 ? bare : bare.slice(at + 1),
    resource: slash < 0 ? '' : text.slice(slash + 1),
  })
}

/** Reads a bare address (`local@domain`), as a user or a room has; undefined where it is malformed or has a resource. */
export function parseBareJid(text: string): Jid | undefined {
  const jid = parseJid(text)
  return jid && jid.local !== '' && jid.resource === '' ? jid : undefined
}

/** The bare part of an address that is prepared already. */
export function bareOf(jid: string): string {
  const slash = jid.indexOf('/')
  return slash < 0 ? jid : jid.slice(0, slash)
}

/** The domain of an address that is prepared already. */
export function domainOf(jid: string): string {
  const bare = bareOf(jid)
  return bare.slice(bare.indexOf('@') + 1)
}

/** The part before the `@` of an address that is prepared already; empty for a domain. */
export function localOf(jid: string): string {
  return jid.slice(0, Math.max(0, bareOf(jid).indexOf('@')))
}

/** A nick as a resource part (XEP-0045 §17.1: resourceprep before comparing); undefined where it is not one. */
export function prepareNick(nick: string): string | undefined {
  const prepared = prepareResource(nick)
  return prepared === undefined || isInvisible(prepared) ? undefined : prepared
}

function makeJid(parts: { local: string; domain: string; resource: string }): Jid | undefined {
  const local = prepareLocal(parts.local)
  const domain = prepareDomain(parts.domain)
  const resource = parts.resource === '' ? '' : prepareResource(parts.resource)
  if (local === undefined || domain === undefined || resource === undefined) return undefined
  const bare = local === '' ? domain : `${local}@${domain}`
  return { local, domain, resource, bare, full: resource === '' ? bare : `${bare}/${resource}` }
}

function prepareLocal(local: string): string | undefined {
  if (local === '' || (PLAIN_LOCAL.test(local) && fits(local))) return local
  const prepared = attempt(() => prepare({ local, domain: 'x' }).local)
  return prepared && fits(prepared) && !FORBIDDEN_IN_LOCAL.test(prepared) ? prepared : undefined
}

function prepareDomain(domain: string): string | undefined {
  if (PLAIN_DOMAIN.test(domain) && fits(domain)) return domain
  if (domain === '' || FORBIDDEN_IN_DOMAIN.test(domain)) return undefined
  const prepared = attempt(() => prepare({ domain }).domain)
  return prepared && fits(prepared) && !FORBIDDEN_IN_DOMAIN.test(prepared) ? prepared : undefined
}

function prepareResource(resource: string): string | undefined {
  if (PLAIN_RESOURCE.test(resource) && fits(resource)) return resource
  const prepared = resource === '' ? undefined : attempt(() => prepare({ domain: 'x', resource }).resource)
  return prepared && fits(prepared) ? prepared : undefined
}

function fits(part: string): boolean {
  return Buffer.byteLength(part) <= LONGEST_PART
}

/** Only characters that show nothing: spaces, format characters, marks without a base. */
function isInvisible(text: string): boolean {
  return /^[\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]*$/u.test(text)
}

/** The library throws on what the profile prohibits. */
function attempt(work: () => string | undefined): string | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
