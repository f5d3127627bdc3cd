import type { Converse, ConverseApi, ConverseState } from './converse.js'

/*
 * Runs in the browser, in the page of a room: starts Converse.js for this room with what the page says in its `data-`
 * attributes, so that neither the page nor an answer needs a script in it.
 */

async function start(place: HTMLElement, converse: Converse): Promise<void> {
  converse.plugins.add('latchstring', {
    initialize() {
      endWithTheGuest(this._converse.api)
      forgetFormerLinks(this._converse.api)
      leaveOutSender(this._converse.api)
      knowOneself(this._converse)
      refuseCommands(this._converse.api, place.dataset['noCommand'] ?? '')
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

/**
 * Converse.js looks for the person's own role by the own address, which only moderators of a semi-anonymous room get
 * (XEP-0045 §7.2.3). Without it, the others may not change their nick there.
 */
function knowOneself({ api, session }: ConverseState): void {
  api.listen.on('enteredNewRoom', room => room.getOwnOccupant()?.save({ jid: session.get('bare_jid') }))
}

/**
 * Converse.js sends a command that there is not, or that the occupant may not use, as a message to all. The person reads
 * why it was not sent, and what was written.
 */
function refuseCommands({ listen }: ConverseApi, why: string): void {
  listen.on('parseMessageForCommands', ({ model, text }, isHandled) => {
    const name = COMMAND.exec(text)?.[1]?.toLowerCase()
    const allowed = model.getAllowedCommands?.() ?? OF_PRIVATE_CHATS
    if (isHandled || name === undefined || allowed.includes(name)) return isHandled
    model.createMessage({ type: 'error', message: `${why} \u2068${text}\u2069` })
    return true
  })
}

/** A path such as `/etc/hosts` is none. */
const COMMAND = /^\s*\/(\p{L}+)(?=\s|$)/u
const OF_PRIVATE_CHATS = ['clear', 'help', 'me']

/** What Converse.js shows instead of a room that the occupant had to leave. */
const SAYS_WHY = 'converse-muc-disconnected, converse-muc-destroyed'

function settingsOf({ room, nick, assets, credentials, websocket, language }: DOMStringMap) {
  return {
    ...ONE_ROOM,
    ...NOTHING_ELSEWHERE,
    assets_path: assets,
    auto_join_rooms: [{ jid: room, nick }],
    credentials_url: credentials,
    i18n: language,
    nickname: nick,
    websocket_url: websocket,
    whitelisted_plugins: ['latchstring'],
  }
}

/** One room in the whole window, for a person without contacts, settings or an account. */
const ONE_ROOM = {
  view_mode: 'fullscreen',
  singleton: true,
  authentication: 'login',
  auto_login: true,
  auto_reconnect: true,
  auto_register_muc_nickname: false,
  allow_bookmarks: false,
  allow_registration: false,
  allow_url_history_change: false,
  clear_cache_on_logout: true,
  enable_smacks: false,
  // A guest ends with the link: what they read does not stay on a machine that others may use.
  persistent_store: 'sessionStorage',
  reuse_scram_keys: false,
  hide_muc_participants: window.innerWidth < 768,
  // A guest registers no nick.
  muc_disable_slash_commands: ['register'],
  play_sounds: false,
  show_desktop_notifications: false,
  show_client_info: false,
  show_controlbox_by_default: false,
  sticky_controlbox: false,
  visible_toolbar_buttons: { call: false, clear: false, emoji: true, location: false, spoiler: false },
}

/** No request to another server than ours: a linked picture stays a link. */
const NOTHING_ELSEWHERE = {
  discover_connection_methods: false,
  embed_3rd_party_media_players: false,
  fetch_url_headers: false,
  render_media: false,
  use_system_emojis: true,
  muc_search_service: '',
}

const place = document.getElementById('room')
if (place) await start(place, window.converse)
