import { type Static, Type } from '@sinclair/typebox'
import { displayNameOf, type User } from '../../rooms-api/user.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { domainOf } from '../../stanza/jid.js'
import { choice, hexId } from '../schema/schemas.js'

/** A user in the API family. */
export const wholeUser = Type.Object({
  id: hexId,
  loginEmail: Type.String({ description: 'The bare JID, the name for the sign-in' }),
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
  guestMode: Type.Boolean({ description: 'The account was created through an open invite' }),
})

/** A user. Unknown profile fields are empty. A company of the API family is a domain here. */
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
