import type { ConverseState } from './converse.js'

/** One room in the whole window, for a person who does nothing else here. */
const ONE_ROOM = {
  view_mode: 'fullscreen',
  singleton: true,
  authentication: 'login',
  auto_reconnect: true,
  auto_register_muc_nickname: false,
  allow_bookmarks: false,
  allow_registration: false,
  allow_url_history_change: false,
  clear_cache_on_logout: true,
  enable_smacks: false,
  // What a person reads does not stay on a machine that others may use.
  persistent_store: 'sessionStorage',
  reuse_scram_keys: false,
  hide_muc_participants: window.innerWidth < 768,
  play_sounds: false,
  show_desktop_notifications: false,
  show_client_info: false,
  show_controlbox_by_default: false,
  sticky_controlbox: false,
  visible_toolbar_buttons: { call: false, clear: false, emoji: true, location: false, spoiler: false },
  whitelisted_plugins: ['latchstring'],
}

/** No request to another server than ours, besides the WebSocket: a linked picture stays a link. */
const NOTHING_ELSEWHERE = {
  discover_connection_methods: false,
  embed_3rd_party_media_players: false,
  fetch_url_headers: false,
  render_media: false,
  use_system_emojis: true,
  muc_search_service: '',
}

/** The settings of Converse.js for everybody in this place, which names the WebSocket, the files and the language. */
export function commonSettings({ assets, websocket, language }: DOMStringMap) {
  return {
    ...ONE_ROOM,
    ...NOTHING_ELSEWHERE,
    assets_path: assets,
    i18n: language,
    websocket_url: websocket,
  }
}

/** Converse.js keeps the address of the person in the browser for good, unless it is told that others use the machine. */
export function distrustMachine({ state }: ConverseState): void {
  state.config.set('trusted', false)
}
