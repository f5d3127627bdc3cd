import { isIP } from 'node:net'
import { FormatRegistry } from '@sinclair/typebox'
import { parseBareJid, parseJid } from '../stanza/jid.js'

/** The domain of the rooms, prepared (RFC 7622 §3.2); undefined where the text is not a domain alone. */
export function preparedDomain(text: string): string | undefined {
  const jid = parseJid(text)
  return jid && jid.local === '' && jid.resource === '' && !text.includes('@') ? jid.domain : undefined
}

/** `xmpp://host` with an optional port and nothing else: a user or a path would be ignored in silence. */
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

/** An IP address, or one with the number of its bits that are those of the network. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(.*))?$/.exec(text) ?? []
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return most >= 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** Anything that has a scheme, such as mailto: or xmpp: (XEP-0157 wants URIs). */
function isUri(text: string): boolean {
  return parseUrl(text) !== undefined
}

/** An address that links can be appended to. */
function isPublicUrl(text: string): boolean {
  const url = parseUrl(text)
  return (url?.protocol === 'http:' || url?.protocol === 'https:') && isOriginOnly(url)
}

/** Where keys are fetched from; or nothing. */
function isKeyUrl(text: string): boolean {
  const url = parseUrl(text)
  if (!url) return text === ''
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
}

function parseUrl(text: string): URL | undefined {
  // The constructor drops white space, which the parts of the text that we use later would still have.
  return URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined
}

/** Without user, password, query and fragment. `href` also shows the sign of an empty one. */
function isOriginOnly(url: URL): boolean {
  return url.username === '' && url.password === '' && !/[?#]/.test(url.href)
}

/** Makes the formats of the schema known to TypeBox, which keeps them in one registry for the whole program. */
export function registerFormats(): void {
  FormatRegistry.Set('latchstring:xmpp-service', text => isXmppService(text))
  FormatRegistry.Set('latchstring:client-service', text => text === '' || isXmppService(text, ['xmpp:', 'xmpps:']))
  FormatRegistry.Set('latchstring:network', isNetwork)
  FormatRegistry.Set('latchstring:public-url', isPublicUrl)
  FormatRegistry.Set('latchstring:key-url', isKeyUrl)
  FormatRegistry.Set('latchstring:jid', text => parseJid(text) !== undefined)
  FormatRegistry.Set('latchstring:uri', isUri)
  FormatRegistry.Set('latchstring:bare-jid', text => parseBareJid(text) !== undefined)
  FormatRegistry.Set('latchstring:domain', text => preparedDomain(text) !== undefined)
}
