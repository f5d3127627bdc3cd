import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { refuseCreation } from '../operations/create-room.js'

/** XEP-0307: an unused, unguessable name for a new room, for people who may create one. */
export const uniqueName: Capability = {
  serviceFeatures: [NS.mucUnique],

  onServiceQuery(query) {
    const { namespace, type, payload, batch, from, answer } = query
    if (namespace !== NS.mucUnique || payload.getName() !== 'unique' || type !== 'get') return 'pass'
    refuseCreation(query, from.bare)
    answer(xml('unique', NS.mucUnique, batch.newId()))
    return 'handled'
  },
}
