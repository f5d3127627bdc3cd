/** Finds the rooms that a user is in (XEP-0045 §18.1.1). */
export const occupantUser = `
  create index occupant_session_user on occupant_session (user, room);
`
