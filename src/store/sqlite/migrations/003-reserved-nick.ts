/** XEP-0045 §7.10: the nick that a person has reserved in a room; empty where none. */
export const reservedNick = `
  alter table affiliation add column nick text not null default '';

  create unique index affiliation_nick on affiliation (room, nick) where nick <> '';
`
