import type { Field } from '../../../stanza/data-form.js'
import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Context } from '../../context.js'
import type { Hat } from '../../model/hat.js'
import { mapOf, type Room } from '../../model/room.js'
import { switchSetting } from '../../operations/settings.js'
import { wornHats } from '../../operations/worn-hats.js'
import { createHat, destroyHat, listHats } from './hat-commands.js'
import { assignHat, listWearers, unassignHat } from './wearer-commands.js'
import { broadcastWearers } from './wearing.js'

declare module '../../model/room.js' {
  interface RoomMaps {
    /** The hats of the room, by URI. */
    readonly hat: Hat
    /** The URIs of the hats that a person wears, by bare JID. */
    readonly wearer: readonly string[]
  }
}

/** As ejabberd calls it. */
const FIELD = 'enable_hats'

/** XEP-0317: the hats of a room and its wearers, and the commands by which admins and owners set both. */
export const hats: Capability = {
  settings: [switchSetting({ key: 'enableHats', field: FIELD, label: 'People may have hats' })],
  features: room => (room.record.config.enableHats ? [NS.hats] : []),
  roomInfo: (room, context) =>
    room.record.config.enableHats && mapOf(room, 'hat').size > 0 ? [hashField(room, context)] : [],
  commands: [createHat, destroyHat, listHats, assignHat, unassignHat, listWearers],

  onConfigured(context) {
    const { room, was } = context
    if (was.enableHats !== room.record.config.enableHats) broadcastWearers(context, [...mapOf(room, 'wearer').keys()])
  },

  presenceExtensions(context, occupant) {
    const worn = wornHats(context, occupant)
    return worn.length === 0 ? [] : [xml('hats', NS.hats, ...worn.map(hatElement))]
  },
}

function hatElement({ uri, title, hue }: Hat): Element {
  return xml('hat', { title, uri, hue: hue || undefined })
}

/** §2: the hash of all hats with titles and colours, by which a client sees that its list is outdated. */
function hashField(room: Room, { settings }: Context): Field {
  const content = JSON.stringify(
    [...mapOf(room, 'hat').values()].map(({ uri, title, hue }) => [uri, title, hue]).sort(),
  )
  const hash = settings.digests.of(content, { hash: 'sha-1', as: 'hex' })
  return { name: 'hats#hash', type: 'text-single', label: 'Hash of the list of hats', values: [hash] }
}
