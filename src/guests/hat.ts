import type { Capability } from '../muc/capability.js'
import type { Hat } from '../muc/model/hat.js'
import { mapOf } from '../muc/model/room.js'

const URI = 'urn:latchstring:hat:guest'

const ENGLISH = hat('Guest')
/** By the first subtag of the room's language (RFC 5646). */
const HATS: Readonly<Record<string, Hat>> = {
  ar: hat('ضيف'),
  de: hat('Gast'),
  en: ENGLISH,
  es: hat('Invitado'),
  fr: hat('Invité'),
  it: hat('Ospite'),
  pt: hat('Convidado'),
  ru: hat('Гость'),
}

/** A guest wears a hat (XEP-0317), also in a room in which people may have none: it says who has no account. */
export const guestHat: Capability = {
  hats({ room }, occupant) {
    if (!mapOf(room, 'guest').has(occupant.user)) return []
    const [language = ''] = room.record.config.lang.toLowerCase().split('-')
    return [HATS[language] ?? ENGLISH]
  },
}

function hat(title: string): Hat {
  return { uri: URI, title, hue: '' }
}
