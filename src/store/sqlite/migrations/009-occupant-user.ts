/** For the rooms that a person is in (XEP-0045 §18.1.1). */
export const occupantUser = `
  create index occupant_session_user on occupant_session (user, room);
`
