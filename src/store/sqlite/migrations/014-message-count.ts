/** XEP-0502: the number of messages in a room per hour since 1970; counts older than a day are deleted. */
export const messageCount = `
  create table message_count (
    room text not null references room (jid) on delete cascade,
    hour integer not null,
    messages integer not null,
    primary key (room, hour)
  ) strict, without rowid;
`
