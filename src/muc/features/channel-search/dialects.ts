import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { PublicRoom } from '../../model/lookup.js'

/** The two ways in which channel search is spoken: they differ in names, and in how a room that is open is marked. */
export type Dialect = {
  readonly namespace: string
  readonly formType: string
  readonly addressField: 'sinaddr' | 'sinaddress'
  readonly byOccupants: string
  readonly byAddress: string
  /** What is told of a room beyond what both tell. */
  details(room: PublicRoom): readonly Element[]
}

const ORDER = 'urn:xmpp:channel-search:0:order'

/** XEP-0433. */
const current: Dialect = {
  namespace: NS.channelSearch,
  formType: NS.channelSearchParams,
  addressField: 'sinaddress',
  byOccupants: `{${ORDER}}nusers`,
  byAddress: `{${ORDER}}address`,
  details: room => [
    xml('service-type', {}, 'xep-0045'),
    xml('is-open', {}, String(isOpen(room))),
    xml('anonymity-mode', {}, room.nonAnonymous ? '{urn:xmpp:channel-search:0:anonymity}none' : 'muc_semianonymous'),
  ],
}

/** What clients had before: COMPAT: Converse.js, Movim, yaxim. */
const former: Dialect = {
  namespace: NS.muclumbus,
  formType: `${NS.muclumbus}#params`,
  addressField: 'sinaddr',
  byOccupants: 'nusers',
  byAddress: 'address',
  details: room => (isOpen(room) ? [xml('is-open')] : []),
}

export const DIALECTS: readonly Dialect[] = [current, former]

/** Nobody needs a password or a membership. */
function isOpen({ membersOnly, hasPassword }: PublicRoom): boolean {
  return !membersOnly && !hasPassword
}
