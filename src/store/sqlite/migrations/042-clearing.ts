/** The people of links who are on the way out of rooms: a moderator has removed them. */
export const clearing = `
  create table clearing (
    room text not null references room (jid) on delete cascade,
    link_id text not null,
    by text not null,
    at integer not null,
    members integer not null,
    guests integer not null,
    primary key (room, link_id)
  ) strict, without rowid;
`
