import type { Element } from '../../src/stanza/element.js'
import type { Actor } from '../scenario/index.js'

const XMLNS = 'urn:xmpp:muc-token-invite:0'

/** Requests a token for a room; `limits` are the attributes, written as XML. Gives the reply. */
export function asksToken(actor: Actor, room: string, limits = ''): Promise<Element> {
  return actor.asks(`<iq type='set' to='${room}'><request xmlns='${XMLNS}' ${limits}/></iq>`)
}

/** Gets a token for a room. */
export async function getsToken(actor: Actor, room: string, limits = ''): Promise<string> {
  const reply = await asksToken(actor, room, limits)
  return reply.getChildText('token', XMLNS) ?? ''
}

/** Requests the list of a room's tokens. Gives the reply. */
export function listsTokens(actor: Actor, room: string): Promise<Element> {
  return actor.asks(`<iq type='get' to='${room}'><tokens xmlns='${XMLNS}'/></iq>`)
}

/** The tokens in the list that the room sends to `actor`. */
export async function tokensOf(actor: Actor, room: string): Promise<Record<string, string>[]> {
  const reply = await listsTokens(actor, room)
  const tokens = reply.getChild('tokens', XMLNS)?.getChildren('token') ?? []
  return tokens.map(token => {
    const { xmlns: _, ...limits } = token.attrs
    return { ...limits, id: token.getText() }
  })
}

/** Revokes a token. Gives the reply. */
export function revokesToken(actor: Actor, room: string, token: string): Promise<Element> {
  return actor.asks(`<iq type='set' to='${room}'><revoke xmlns='${XMLNS}'>${token}</revoke></iq>`)
}

/** The content of `<x/>` for an entry by a token. */
export function by(token: string): { inside: string } {
  return { inside: `<password>${token}</password>` }
}

/** Tries to enter and expects a refusal. Gives the refusal. */
export async function isRefused(actor: Actor, room: string, inside = ''): Promise<Element> {
  const x = `<x xmlns='http://jabber.org/protocol/muc'>${inside}</x>`
  actor.sends(`<presence to='${room}/${actor.name}'>${x}</presence>`)
  return actor.receives(`<presence type='error' from='${room}/${actor.name}'/>`)
}
