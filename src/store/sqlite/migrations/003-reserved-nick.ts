/** XEP-0045 §7.10: the reserved nick of a user in a room; empty for none. */
export const reservedNick = `
  alter table affiliation add column nick text not null default '';

  create unique index affiliation_nick on affiliation (room, nick) where nick <> '';
`
