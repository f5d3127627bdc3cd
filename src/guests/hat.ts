import type { Capability } from '../muc/capability.js'
import { mapOf } from '../muc/model/room.js'

const URI = 'urn:latchstring:hat:guest'

/** By the first subtag of the room's language (RFC 5646). */
const TITLES: Readonly<Record<string, string>> = {
  ar: 'ضيف',
  de: 'Gast',
  en: 'Guest',
  es: 'Invitado',
  fr: 'Invité',
  it: 'Ospite',
  pt: 'Convidado',
  ru: 'Гость',
}

/** A guest wears a hat (XEP-0317), also in a room in which people may have none: it says who has no account. */
export const guestHat: Capability = {
  hats({ room }, occupant) {
    if (!mapOf(room, 'guest').has(occupant.user)) return []
    const [language = ''] = room.record.config.lang.toLowerCase().split('-')
    return [{ uri: URI, title: TITLES[language] ?? 'Guest', hue: '' }]
  },
}
