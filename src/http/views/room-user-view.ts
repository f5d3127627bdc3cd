import { type Static, Type } from '@sinclair/typebox'
import type { RoomUser } from '../../rooms-api/questions.js'
import type { RoomUserStatus } from '../../rooms-api/room-user-status.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { choice, hexId, isoTime } from '../schema/schemas.js'
import { userView } from './user-view.js'

export const PRIVILEGES = ['user', 'moderator', 'guest'] as const

const statusFields = {
  additionDate: isoTime,
  privilege: choice(PRIVILEGES),
  status: choice(['invited', 'accepted', 'unsubscribed', 'rejected']),
}

/** The status of a user in a room. */
export const roomUserStatus = Type.Object({ userId: hexId, ...statusFields })

export function roomUserStatusView(
  jid: string,
  { privilege, status, since }: RoomUserStatus,
): Static<typeof roomUserStatus> {
  return { userId: userIdOf(jid), additionDate: isoText(since), privilege, status }
}

const small = {
  userId: hexId,
  loginEmail: Type.String(),
  displayName: Type.String(),
  jid_im: Type.String({ description: 'The bare JID' }),
}

const medium = {
  ...statusFields,
  firstName: Type.String(),
  lastName: Type.String(),
  companyId: hexId,
  companyName: Type.String(),
}

const full = {
  nickName: Type.String(),
  title: Type.String(),
  jobTitle: Type.String(),
  emails: Type.Array(Type.Object({})),
  country: Type.String(),
  language: Type.String(),
  timezone: Type.String(),
  roles: Type.Array(Type.String()),
  adminType: Type.String(),
}

/** A room user with the keys of the requested format. */
export const partialRoomUser = Type.Composite([Type.Object(small), Type.Partial(Type.Object({ ...medium, ...full }))])

/** A room user in each format of the API. */
export const roomUserViews = { small: smallView, medium: mediumView, full: fullView }

function smallView(user: RoomUser) {
  const { id, loginEmail, displayName, jid_im } = userView(user)
  return { userId: id, loginEmail, displayName, jid_im }
}

function mediumView(user: RoomUser) {
  const { firstName, lastName, companyId, companyName } = userView(user)
  return { ...smallView(user), ...roomUserStatusView(user.jid, user), firstName, lastName, companyId, companyName }
}

function fullView(user: RoomUser) {
  const { nickName, title, jobTitle, emails, country, language, timezone, roles } = userView(user)
  const fields = { nickName, title, jobTitle, emails, country, language, timezone }
  return { ...mediumView(user), ...fields, roles, adminType: '' }
}
