import { booleanField, type Field } from '../../../stanza/data-form.js'
import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability, Context } from '../../capability.js'
import type { Hat } from '../../model/hat.js'
import type { Room } from '../../model/room.js'
import { createHat, destroyHat, listHats } from './hat-commands.js'
import { assignHat, listWearers, unassignHat } from './wearer-commands.js'
import { showWearers } from './wearing.js'

/** As ejabberd calls it. */
const FIELD = 'enable_hats'

/** XEP-0317: the hats of a room, who wears them, and the commands by which its admins and owners say so. */
export const hats: Capability = {
  fields: config => [booleanField(FIELD, 'People may have hats', config.enableHats)],
  configure: (form, config) => ({ enableHats: form.boolean(FIELD) ?? config.enableHats }),
  features: room => (room.record.config.enableHats ? [NS.hats] : []),
  about: (room, context) => (room.record.config.enableHats && room.hats.size > 0 ? [hashField(room, context)] : []),
  commands: [createHat, destroyHat, listHats, assignHat, unassignHat, listWearers],

  onConfigured(context) {
    const { room, was } = context
    if (was.enableHats !== room.record.config.enableHats) showWearers(context, [...room.wearers.keys()])
  },

  presenceMarks({ room, occupant }) {
    if (!room.record.config.enableHats) return []
    const worn = (room.wearers.get(occupant.user) ?? []).flatMap(uri => room.hats.get(uri) ?? [])
    return worn.length === 0 ? [] : [xml('hats', NS.hats, ...worn.map(hatElement))]
  },
}

function hatElement({ uri, title, hue }: Hat): Element {
  return xml('hat', { title, uri, hue: hue || undefined })
}

/** §2: tells a client whether the list that it knows is still the room's. Titles and colours count, too. */
function hashField({ hats }: Room, { rooms }: Context): Field {
  const content = JSON.stringify([...hats.values()].map(({ uri, title, hue }) => [uri, title, hue]).sort())
  const hash = rooms.settings.digests.of(content, { hash: 'sha-1', as: 'hex' })
  return { name: 'hats#hash', type: 'text-single', label: 'Hash of the list of hats', values: [hash] }
}
