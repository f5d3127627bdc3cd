import { embeddedConfig, type PartialConfig } from '../src/config.js'
import type { RoomsSettings } from '../src/muc/rooms.js'
import { serviceSettings } from '../src/settings.js'

/** The rooms of `rooms.localhost` as the configuration makes them by itself, with these keys of it changed. */
export function roomsSettings(rooms: NonNullable<PartialConfig['rooms']> = {}): RoomsSettings {
  const secrets = { xmpp: { secret: 'secret' }, auth: { jwt: { secret: 'x'.repeat(32) } } }
  return serviceSettings(embeddedConfig({ ...secrets, rooms }), new Uint8Array(32)).rooms
}
