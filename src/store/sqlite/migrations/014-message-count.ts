/** How many messages were sent in a room in an hour since 1970 (XEP-0502); what is older than a day is not kept. */
export const messageCount = `
  create table message_count (
    room text not null references room (jid) on delete cascade,
    hour integer not null,
    messages integer not null,
    primary key (room, hour)
  ) strict, without rowid;
`
