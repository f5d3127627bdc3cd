import { type Static, Type } from '@sinclair/typebox'
import { displayNameOf, type User } from '../../muc/user.js'
import { domainOf } from '../../stanza/jid.js'
import { userIdOf } from '../../user-id.js'
import { choice, hexId } from '../schema/schemas.js'

/** A person as the API names them. */
export const wholeUser = Type.Object({
  id: hexId,
  loginEmail: Type.String({ description: 'The bare JID, by which the person signs in' }),
  firstName: Type.String(),
  lastName: Type.String(),
  nickName: Type.String(),
  displayName: Type.String(),
  title: Type.String(),
  jobTitle: Type.String(),
  country: Type.String(),
  language: Type.String(),
  timezone: Type.String(),
  emails: Type.Array(Type.Object({})),
  phoneNumbers: Type.Array(Type.Object({})),
  jid_im: Type.String({ description: 'The bare JID' }),
  jid_tel: Type.String(),
  companyId: hexId,
  companyName: Type.String({ description: 'The domain of the account' }),
  roles: Type.Array(choice(['user', 'guest'])),
  isActive: Type.Boolean(),
  isInitialized: Type.Boolean(),
  isTerminated: Type.Boolean(),
  guestMode: Type.Boolean({ description: 'The account was made by an open invite' }),
})

/** The person; what they have not said of themselves is empty. A company of the API is a domain here. */
export function userView({ jid, id, profile }: User): Static<typeof wholeUser> {
  const { firstName = '', lastName = '', nickName = '', isGuest = false } = profile
  const { title = '', jobTitle = '', country = '', language = '', timezone = '' } = profile
  const domain = domainOf(jid)
  return {
    ...{ id, loginEmail: jid, firstName, lastName, nickName, displayName: displayNameOf({ jid, profile }) },
    ...{ title, jobTitle, country, language, timezone },
    emails: [],
    phoneNumbers: [],
    jid_im: jid,
    jid_tel: `tel_${jid}`,
    companyId: userIdOf(domain),
    companyName: domain,
    roles: [isGuest ? 'guest' : 'user'],
    isActive: true,
    isInitialized: true,
    isTerminated: false,
    guestMode: isGuest,
  }
}
