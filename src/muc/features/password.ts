import { booleanField, type Field, type SubmittedForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'
import type { RoomConfig } from '../model/room-config.js'
import { passwordIn } from '../operations/entry-password.js'
import { invitationPrompt } from '../operations/invitation-prompt.js'
import { isPassword } from '../operations/room-password.js'
import { textSetting, withValue } from '../operations/settings.js'

/** In characters. Our own decision. */
const LONGEST = 255
const SWITCH = 'muc#roomconfig_passwordprotectedroom'
const SECRET = 'muc#roomconfig_roomsecret'

/** XEP-0045 §7.2.5: the password of a room. */
export const password: Capability = {
  /** §6.4: an invitation that has to be typed as the password protects the room, too. */
  features(room, asker) {
    const isLetIn = asker?.capabilities.some(capability => capability.needsNoPassword?.(asker)) ?? false
    if (isLetIn) return ['muc_unsecured']
    const asksFor = room.record.config.password !== '' || (asker && invitationPrompt(asker) !== undefined)
    return [asksFor ? 'muc_passwordprotected' : 'muc_unsecured']
  },

  settings: [
    {
      ...textSetting({ key: 'password', field: SECRET, label: 'Password (empty: none is required)', most: LONGEST }),
      isSecret: true,
      fields: config => [
        booleanField(SWITCH, 'A password is required to enter', config.password !== ''),
        secretField(config.password),
      ],
      read: (form, config) => withValue(config, 'password', secretIn(form, config)),
    },
  ],

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

/** §10.1.3: a password-protected room needs a password. A client may send only one of the two fields. */
function secretIn(form: SubmittedForm, config: RoomConfig): string {
  const secret = form.text(SECRET, LONGEST) ?? config.password
  const isProtected = form.boolean(SWITCH) ?? secret !== ''
  if (isProtected && secret.trim() === '') {
    throw new StanzaError('not-acceptable', `A password-protected room needs a password (${SECRET}).`)
  }
  return isProtected ? secret : ''
}

function secretField(secret: string): Field {
  const values = secret === '' ? [] : [secret]
  return { name: SECRET, type: 'text-private', label: 'Password', values }
}
