import type { ConverseApi } from './converse.js'

/** Mends what Converse.js does with messages. */
export function mendMessages(api: ConverseApi): void {
  forgetFormerLinks(api)
  leaveOutSender(api)
}

/**
 * A correction without links takes over where the links were in the former text, and Converse.js cuts the new text there.
 * An empty list of links prevents that; Converse.js overwrites it with the links that it finds.
 */
function forgetFormerLinks({ listen }: ConverseApi): void {
  const without = (_context: unknown, message: object) => ({ media_urls: [], ...message })
  listen.on('parseMUCMessage', without)
  listen.on('getOutgoingMessageAttributes', without)
}

/**
 * Converse.js writes the address of the occupant as the sender of a private message. A client may only be itself, so the
 * server ends its stream (RFC 6120 §8.1.2.1).
 */
function leaveOutSender({ listen }: ConverseApi): void {
  listen.on('createMessageStanza', (_context, sent) => {
    sent.stanza.tree().removeAttribute('from')
    return sent
  })
}
