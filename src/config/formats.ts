import { isIP } from 'node:net'
import { FormatRegistry } from '@sinclair/typebox'
import { isHttpsUrl } from '../stanza/https-url.js'
import { parseBareJid, parseJid } from '../stanza/jid.js'
import { isTemplate, parseJidTemplate } from '../stanza/jid-template.js'
import { isSocketAddress } from '../stanza/socket-address.js'
import { addressOf } from '../store/postgres/address.js'

/** Prepares a domain (RFC 7622 §3.2). Undefined if the text is not a domain only. */
export function preparedDomain(text: string): string | undefined {
  const jid = parseJid(text)
  return jid && jid.local === '' && jid.resource === '' && !text.includes('@') ? jid.domain : undefined
}

/** Accepts `xmpp://host` with an optional port. Refuses a user or a path, which would have no effect. */
function isXmppService(text: string, protocols = ['xmpp:']): boolean {
  const url = parseUrl(text)
  return (
    url !== undefined &&
    protocols.includes(url.protocol) &&
    url.hostname !== '' &&
    isOriginOnly(url) &&
    /^\/?$/.test(url.pathname)
  )
}

/** Accepts an IP address, or a network in CIDR notation. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(.*))?$/.exec(text) ?? []
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return most >= 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** Accepts any URI, such as mailto: or xmpp: (XEP-0157). */
function isUri(text: string): boolean {
  return parseUrl(text) !== undefined
}

/** Accepts a URL to which the path of a link can be appended. */
export function isPublicUrl(text: string): boolean {
  const url = parseUrl(text)
  return (url?.protocol === 'http:' || url?.protocol === 'https:') && isOriginOnly(url)
}

/** Accepts scheme, host and port as a browser writes them, which a policy can name (CSP3 §2.3.1). */
function isOrigin(text: string): boolean {
  const url = parseUrl(text)
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text
}

/** Accepts the URL of a JWKS, or an empty text. */
function isKeyUrl(text: string): boolean {
  const url = parseUrl(text)
  if (!url) return text === ''
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
}

/** Claims with another meaning in the tokens of the REST API, or that are no texts: they cannot hold a user. */
const RESERVED_CLAIM = /^(iat|exp|nbf|user|app|countRenewed|maxTokenRenew)$/

/** Accepts the name of a claim, or a template of a bare JID. */
function isUserClaim(text: string): boolean {
  const names = isTemplate(text) ? parseJidTemplate(text)?.names : [text]
  return names?.every(name => name !== '' && !RESERVED_CLAIM.test(name)) === true
}

function parseUrl(text: string): URL | undefined {
  // The URL constructor ignores white space, but later uses of the text would not.
  return URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined
}

/** Whether there is no user, password, query or fragment. Only `href` shows an empty query or fragment. */
function isOriginOnly(url: URL): boolean {
  return url.username === '' && url.password === '' && !/[?#]/.test(url.href)
}

/** Registers the formats of the schema with TypeBox, whose registry is global. */
export function registerFormats(): void {
  FormatRegistry.Set('latchstring:xmpp-service', text => isXmppService(text))
  FormatRegistry.Set('latchstring:client-service', text => text === '' || isXmppService(text, ['xmpp:', 'xmpps:']))
  FormatRegistry.Set('latchstring:network', isNetwork)
  FormatRegistry.Set('latchstring:public-url', isPublicUrl)
  FormatRegistry.Set('latchstring:origin', isOrigin)
  FormatRegistry.Set('latchstring:origin-or-none', text => text === '' || isOrigin(text))
  FormatRegistry.Set('latchstring:origin-or-all', text => text === '*' || (isOrigin(text) && !text.includes('*')))
  FormatRegistry.Set('latchstring:key-url', isKeyUrl)
  FormatRegistry.Set('latchstring:postgres-url', text => text === '' || addressOf(text) !== undefined)
  FormatRegistry.Set('latchstring:user-claim', isUserClaim)
  FormatRegistry.Set('latchstring:user-claim-or-none', text => text === '' || isUserClaim(text))
  FormatRegistry.Set(
    'latchstring:issuer',
    text => text === '' || isHttpsUrl(text, { mayQuery: false, mayBeLocal: true }),
  )
  FormatRegistry.Set('latchstring:sign-in', text => ['off', 'auto'].includes(text) || isSocketAddress(text))
  FormatRegistry.Set('latchstring:jid', text => parseJid(text) !== undefined)
  FormatRegistry.Set('latchstring:uri', isUri)
  FormatRegistry.Set('latchstring:bare-jid', text => parseBareJid(text) !== undefined)
  FormatRegistry.Set('latchstring:domain', text => preparedDomain(text) !== undefined)
}
