/** When the admins outside a room were last told of a person's request to join. */
export const toldRequest = `
  create table told_request (
    room text not null references room (jid) on delete cascade,
    user text not null,
    at integer not null,
    primary key (room, user)
  ) strict, without rowid;
`
