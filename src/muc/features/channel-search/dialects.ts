import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { PublicRoom } from '../../model/lookup.js'

/** One of the two versions of the protocol: they differ in names and in the details of a room. */
export type Dialect = {
  readonly namespace: string
  readonly formType: string
  readonly addressField: 'sinaddr' | 'sinaddress'
  readonly byOccupants: string
  readonly byAddress: string
  /** The elements of a room that only this version has. */
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

/** COMPAT: the predecessor of XEP-0433, for Converse.js, Movim and yaxim. */
const former: Dialect = {
  namespace: NS.muclumbus,
  formType: `${NS.muclumbus}#params`,
  addressField: 'sinaddr',
  byOccupants: 'nusers',
  byAddress: 'address',
  details: room => (isOpen(room) ? [xml('is-open')] : []),
}

/** The current version comes first. */
export const DIALECTS: readonly Dialect[] = [current, former]

/** Whether people can enter without a password and without membership. */
function isOpen({ membersOnly, hasPassword }: PublicRoom): boolean {
  return !membersOnly && !hasPassword
}
