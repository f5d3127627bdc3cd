/** The names that the document must have for an operation, from the API family's own document. */
type Named = {
  readonly tag: string
  /** The schema of the body. */
  readonly body?: string
  /** The schemas of the answer, the whole answer first. */
  readonly result: readonly string[]
}

const inTag = (tag: string, operations: Readonly<Record<string, Omit<Named, 'tag'>>>) =>
  Object.entries(operations).map(([id, names]): readonly [string, Named] => [id, { tag, ...names }])

/** An operation with a body, and one without, with the usual names of the schemas. */
const sends = (id: string) => ({ [id]: { body: id, result: [`${id}Success`] } })
const reads = (id: string) => ({ [id]: { result: [`${id}Success`] } })

/** The operations of the API family on rooms, links and signing in. */
export const FAMILY: ReadonlyMap<string, Named> = new Map([
  ...inTag('Rooms Open Invite', {
    sendJoinRoomInvitationUsingOpenInviteiId: {
      body: 'sendJoinRoomInvitationUsingOpenInviteiId',
      result: [
        'sendJoinRoomInvitationUsingOpenInviteiIdSuccess',
        'sendJoinRoomInvitationUsingOpenInviteiIdSuccessData',
      ],
    },
    ...reads('checkRoomInvitationUsingOpenInviteiId'),
  }),
  ...inTag('Users Rooms Public Link', {
    bindOpenInviteIdWithRoomId: {
      body: 'bindOpenInviteIdWithRoomId',
      result: ['bindOpenInviteIdWithRoomIdSuccess', 'bindOpenInviteIdWithRoomIdSuccessData'],
    },
    getOpenInviteIdsOfUser: { result: ['getOpenInviteIdsOfUserSuccess', 'bindOpenInviteIdWithRoomIdSuccessData'] },
    ...reads('resetOpenInviteIdOfRoomId'),
    ...sends('unbindOpenInviteIdWithRoomId'),
  }),
  ...inTag('Rooms', {
    ...sends('createRoom'),
    ...sends('updateRoom'),
    ...reads('getRoomById'),
    ...reads('getRoomByJid'),
    getRooms: {
      result: ['getRoomsSuccess', 'getRoomsSuccess_data', 'getRoomsSuccess_users', 'getRoomsSuccess_confEndpoints'],
    },
    ...reads('deleteRoom'),
    ...reads('getRoomIdPublicLinks'),
  }),
  ...inTag('Rooms Users', {
    ...sends('addUserToRoom'),
    ...sends('updateUserData'),
    getRoomActiveUsers: { result: ['getRoomActiveUsersSuccess', 'getRoomActiveUsersSuccess_data'] },
    ...reads('getUserRoomData'),
    ...reads('removeUserFromRoom'),
  }),
  ...inTag('Rooms Invitation', {
    ...sends('sendUsersJoinRoomInvitation'),
    ...sends('sendUserRoomInvitationCancelation'),
  }),
  ...inTag('Rooms Custom Data', sends('updateRoomCustomData')),
  ...inTag('Users', {
    ...sends('registerMyself'),
    ...reads('getConnectedUserData'),
    ...reads('getUserDataById'),
    ...sends('searchUsersByJids'),
  }),
  ...inTag('Users Open Invite', {
    ...reads('getPersonalOpenInvite'),
    ...sends('bindPersonaOpenInviteWithRoomId'),
    ...reads('createOrResetPersonalOpenInvite'),
    ...reads('unbindOpenInviteWithRoomId'),
  }),
  ...inTag('Authentication', {
    ...reads('GetBasicLogin'),
    ...reads('GetRenew'),
    ...reads('GetLogout'),
    ...reads('GetApiRainbowAuthenticationV10Validator'),
  }),
  ...inTag('Authentication Urls', reads('GetLoginUrl')),
  ...inTag('Common', { ...reads('GetApiRainbowEnduserV10About'), ...reads('GetApiRainbowPing') }),
])

/** The operations that this service leaves out: invitations by e-mail. */
export const LEFT_OUT: readonly string[] = ['sendUsersJoinRoomInvitation', 'sendUserRoomInvitationCancelation']
