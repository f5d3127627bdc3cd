/** Reads the links of an owner in pages, the few of a kind without the others, and counts them by room. */
export const ownLinks = `
  drop index open_invite_owner;
  create index open_invite_owner on open_invite (owner, created_at);
  create index open_invite_standing on open_invite (owner, created_at) where standing;
  create index open_invite_personal on open_invite (owner) where room_type <> 'default';
  create index open_invite_owner_room on open_invite (owner, room_id, room_type, coalesce(json_extract(terms, '$.grants'), ''));
`
