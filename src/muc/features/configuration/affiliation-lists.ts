import type { Field, SubmittedForm } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import { domainOf } from '../../../stanza/jid.js'
import type { RoomContext } from '../../context.js'
import type { AffiliationSetting } from '../../model/affiliation-setting.js'
import type { Room } from '../../model/room.js'

const OWNERS = 'muc#roomconfig_roomowners'
const ADMINS = 'muc#roomconfig_roomadmins'
/**
 * In characters: the form must fit into a stanza. Longer lists are available only by muc#admin (XEP-0045 §10.5, §10.8).
 */
const LONGEST = 64 * 1024

/** The fields with the full lists of admins and owners (XEP-0045 §16.5.3); none if the lists are too long. */
export function listFields(room: Room): readonly Field[] {
  const fields = [listField(room, 'admin'), listField(room, 'owner')]
  return fields.flatMap(({ values }) => values).join('').length > LONGEST ? [] : fields
}

function listField(room: Room, affiliation: 'admin' | 'owner'): Field {
  const [name, label] = affiliation === 'owner' ? [OWNERS, 'Owners'] : [ADMINS, 'Admins']
  return { name, type: 'jid-multi', label: `${label} (all of them)`, values: [...room.byAffiliation[affiliation]] }
}

/**
 * The changes that make the admins and owners equal to the lists in the form. Each field is a full list (§10.5); a
 * missing field changes nothing. A removed owner becomes an admin, a removed admin a member (§10.2). Throws `conflict`
 * if no owner remains, and `not-acceptable` if a listed admin is an owner or an entry is a room.
 */
export function listedChanges({ room, settings }: RoomContext, form: SubmittedForm): AffiliationSetting[] {
  const { owner: wasOwner, admin: wasAdmin } = room.byAffiliation
  const [listedOwners, listedAdmins] = [form.people(OWNERS), form.people(ADMINS)]
  if (listedOwners?.length === 0) throw new StanzaError('conflict', 'A room must have at least one owner.')
  const owners = new Set(listedOwners ?? wasOwner)
  const admins = new Set(listedAdmins ?? wasAdmin)
  refuseDuplicates(owners, listedAdmins)
  refuseRooms([...owners, ...admins], settings.domain)
  const removedOwners = [...wasOwner].filter(user => !owners.has(user))
  const removedAdmins = [...wasAdmin].filter(user => !owners.has(user) && !admins.has(user))
  const setting = (affiliation: AffiliationSetting['affiliation']) => (user: string) => ({ user, affiliation })
  return [
    ...[...owners].filter(user => !wasOwner.has(user)).map(setting('owner')),
    ...[...new Set([...admins, ...removedOwners])]
      .filter(user => !wasAdmin.has(user) && !owners.has(user))
      .map(setting('admin')),
    ...removedAdmins.map(setting('member')),
  ]
}

function refuseDuplicates(owners: ReadonlySet<string>, admins: readonly string[] = []): void {
  const duplicate = admins.find(user => owners.has(user))
  if (duplicate !== undefined) {
    throw new StanzaError(
      'not-acceptable',
      `${duplicate} is listed as an admin (${ADMINS}), but is an owner (${OWNERS}).`,
    )
  }
}

function refuseRooms(users: readonly string[], domain: string): void {
  const room = users.find(user => domainOf(user) === domain)
  if (room !== undefined) throw new StanzaError('not-acceptable', `${room} is a room, not a person.`)
}
