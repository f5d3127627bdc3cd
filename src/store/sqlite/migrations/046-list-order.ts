/** Reads the members and the bans of a room, and the links of an owner, from any place in their order on. */
export const listOrder = `
  create index affiliation_member on affiliation (room, affiliation, user) where affiliation <> 'outcast';
  create index affiliation_ban on affiliation (room, since, user) where affiliation = 'outcast';

  drop index open_invite_owner;
  create index open_invite_owner on open_invite (owner, created_at, link_id);
`
