import { serviceSettings } from '../src/app/service-settings.js'
import { embeddedConfig, type PartialConfig } from '../src/config/config.js'
import type { Settings } from '../src/muc/model/state.js'
import { createLimits, type Limits } from '../src/xmpp/limits.js'

const secrets = { xmpp: { secret: 'secret' }, auth: { jwt: { secret: 'x'.repeat(32) } } }

/** The limits of the default configuration. */
export const DEFAULT_LIMITS = embeddedConfig(secrets).limits

/** The key of the installation in these tests. */
export const INSTALLATION_KEY = new Uint8Array(32)

/** The settings of the rooms of `rooms.localhost`: the configuration's defaults with these keys changed. */
export function roomsSettings(rooms: NonNullable<PartialConfig['rooms']> = {}): Settings {
  return serviceSettings(embeddedConfig({ ...secrets, rooms }), { key: INSTALLATION_KEY, startedAt: 0 }).rooms
}

/** The limits of the default configuration with these keys changed. */
export function limitsOf(limits: NonNullable<PartialConfig['limits']> = {}): Limits {
  return createLimits(embeddedConfig({ ...secrets, limits }).limits, new Set())
}
