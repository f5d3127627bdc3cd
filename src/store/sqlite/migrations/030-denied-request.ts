/** When the request of a person to become a member was denied: they may not ask again for a day. */
export const deniedRequest = `
  create table denied_request (
    room text not null references room (jid) on delete cascade,
    user text not null,
    at integer not null,
    primary key (room, user)
  ) strict, without rowid;
`
