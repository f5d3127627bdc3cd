import { startEjabberd } from './ejabberd.js'
import { startProsody } from './prosody.js'

/** The real XMPP servers that scenes can play on, by the name of their program. */
export const realServers = { prosody: startProsody, ejabberd: startEjabberd }
