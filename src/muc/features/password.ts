import { booleanField, type Field } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'
import { passwordIn } from '../operations/entry-password.js'
import { invitationPrompt } from '../operations/invitation-prompt.js'
import { isPassword } from '../operations/room-password.js'

/** In characters. Our own decision. */
const LONGEST = 255

/** XEP-0045 §7.2.5: the password of a room. */
export const password: Capability = {
  /** §6.4: an invitation that has to be typed as the password protects the room, too. */
  features(room, asker) {
    const isLetIn = asker?.capabilities.some(capability => capability.needsNoPassword?.(asker)) ?? false
    if (isLetIn) return ['muc_unsecured']
    const asksFor = room.record.config.password !== '' || (asker && invitationPrompt(asker) !== undefined)
    return [asksFor ? 'muc_passwordprotected' : 'muc_unsecured']
  },

  fields: config => [
    booleanField('muc#roomconfig_passwordprotectedroom', 'A password is required to enter', config.password !== ''),
    secretField(config.password),
  ],

  /** §10.1.3: a password-protected room needs a password. A client may send only one of the two fields. */
  configure(form, config) {
    const secret = form.text('muc#roomconfig_roomsecret', LONGEST) ?? config.password
    const isProtected = form.boolean('muc#roomconfig_passwordprotectedroom') ?? secret !== ''
    if (isProtected && secret.trim() === '') {
      throw new StanzaError('not-acceptable', 'A password-protected room needs a password (muc#roomconfig_roomsecret).')
    }
    return { password: isProtected ? secret : '' }
  },

  /** The password in the entry that creates a room becomes its password, as in other services; XEP-0045 is silent. */
  initialConfig(entry) {
    const given = passwordIn(entry) ?? ''
    if (given.length > LONGEST) throw new StanzaError('not-acceptable', `A password has at most ${LONGEST} characters.`)
    return { password: given.trim() === '' ? '' : given }
  },

  mayEnter({ room, settings, password: given }) {
    if (room.record.config.password !== '' && !isPassword(given, room, settings.digests)) {
      const text = given === undefined ? 'This room needs a password.' : 'The password is wrong.'
      throw new StanzaError('not-authorized', text)
    }
  },
}

function secretField(secret: string): Field {
  const values = secret === '' ? [] : [secret]
  return { name: 'muc#roomconfig_roomsecret', type: 'text-private', label: 'Password', values }
}
