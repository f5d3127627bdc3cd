import { mendCommands } from './commands.js'
import type { Converse, ConverseApi } from './converse.js'
import { mendMessages } from './messages.js'
import { commonSettings, distrustMachine } from './settings.js'

/** What Converse.js shows instead of a room that the occupant had to leave. */
const SAYS_WHY = 'converse-muc-disconnected, converse-muc-destroyed'

/** Enters as the guest whom the browser has kept, with the password that the page fetches. */
export async function enterAsGuest(place: HTMLElement, converse: Converse): Promise<void> {
  converse.plugins.add('latchstring', {
    initialize() {
      endWithTheGuest(this._converse.api)
      distrustMachine(this._converse)
      mendMessages(this._converse.api)
      mendCommands(this._converse, place.dataset['noCommand'])
    },
  })
  try {
    await converse.initialize(settingsOf(place.dataset))
    place.dataset['state'] = 'started'
  } catch (error) {
    place.dataset['state'] = 'failed'
    throw error
  }
}

function settingsOf({ room, nick, credentials, ...common }: DOMStringMap) {
  return {
    ...commonSettings(common),
    auto_join_rooms: [{ jid: room, nick }],
    auto_login: true,
    credentials_url: credentials,
    // A guest registers no nick.
    muc_disable_slash_commands: ['register'],
    nickname: nick,
  }
}

/**
 * Converse.js asks for the password again whenever the connection has ended, and for ever. When the guest is gone, the page
 * says why if Converse.js has not said it: it shows the moderator and the reason of a kick or a ban.
 */
function endWithTheGuest({ listen }: ConverseApi): void {
  let isGone = false
  listen.on('beforeFetchLoginCredentials', (_context, request) => {
    if (isGone) return new Promise(() => undefined)
    request.addEventListener('load', () => {
      if (request.status !== 404) return
      isGone = true
      if (!document.querySelector(SAYS_WHY)) location.reload()
    })
    return request
  })
}
