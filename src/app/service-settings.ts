import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Config } from '../config/config.js'
import { release } from '../config/release.js'
import { eventsOf } from '../events/events-of.js'
import { ownTokens } from '../http/auth/own-token.js'
import type { Digests } from '../muc/model/digests.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { ServiceAdmins } from '../muc/model/service-admins.js'
import { settingsOf } from '../muc/operations/settings.js'
import type { ServiceOptions } from '../service/types.js'
import { parseJid } from '../stanza/jid.js'
import { serviceCapabilities } from '../state/capabilities.js'
import { ServiceAccounts } from '../tokens/service-accounts.js'

const DAY = 24 * 60 * 60 * 1000

/**
 * Makes the options of the service from the configuration. `key` is the secret key of the installation (`Store.key`);
 * `startedAt` is now, in milliseconds since 1970.
 */
export function serviceSettings(
  { xmpp: { domain, userDomain }, http, auth, rooms, openInvites, guests, limits, archive, events }: Config,
  { key, startedAt }: { key: Uint8Array; startedAt: number },
): Pick<ServiceOptions, 'rooms' | 'capabilities' | 'newId' | 'tells'> {
  const { maxMembers, creation, tombstones, checkSilentAfter, chatCommands, blockLists, admins, contact, defaults } =
    rooms
  return {
    rooms: {
      domain,
      userDomain,
      maxMembers,
      maxOwned: limits.roomsPerUser,
      maxEntries: limits.entriesPerUser,
      maxInvitations: limits.invitationsPerUser,
      creation,
      tombstones,
      checkSilentAfter,
      chatCommands,
      addresses: rooms.addresses,
      blockLists: blockLists.map(({ jid, node }) => ({ jid: parseJid(jid)?.full ?? jid, node })),
      admins: new ServiceAdmins(admins),
      defaults: defaultsOf(defaults),
      contacts: contact,
      digests: digestsWith(key),
      startedAt,
      tokens: { signer: ownTokens(key), ...auth.tokens, serviceAccounts: new ServiceAccounts(auth.actAs) },
      publicUrl: http.publicUrl,
      news: http.news,
      events: { kept: events.days * DAY },
      invites: {
        maxLifetime: openInvites.maxLifetime,
        maxUses: openInvites.maxUses,
        perRoom: openInvites.perRoom,
        historyKept: openInvites.storyDays * DAY,
        sendsInvitations: openInvites.sendInvitations,
      },
      guests,
      retention: { maxAge: archive.maxAge * DAY, maxMessages: archive.maxMessages },
    },
    capabilities: serviceCapabilities(release),
    ...(events.days > 0 && { tells: eventsOf }),
    newId: () => randomUUID().replaceAll('-', ''),
  }
}

/** How the settings of a room are read from a form, and those of a new room. */
export function roomSettings({ rooms }: Config) {
  return { readers: settingsOf(serviceCapabilities(release)), defaults: defaultsOf(rooms.defaults) }
}

function defaultsOf(defaults: Config['rooms']['defaults']): RoomConfig {
  return {
    ...defaults,
    name: '',
    description: '',
    contacts: [],
    password: '',
    disableNotifications: false,
    mediaType: '',
    customData: {},
  }
}

/** The hash functions of the domain. `keyed` is an HMAC with the key of the installation, as 32 hexadecimal digits. */
function digestsWith(key: Uint8Array): Digests {
  return {
    of: (content, { hash, as }) => createHash(hash.replace(/^sha-/, 'sha')).update(content).digest(as),
    keyed: text => createHmac('sha256', key).update(text).digest('hex').slice(0, 32),
  }
}
