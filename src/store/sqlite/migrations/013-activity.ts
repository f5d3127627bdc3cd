/**
 * XEP-0437: the activity of rooms, the last visits of users, and the clients that subscribe to activity. Messages from
 * before this migration do not count.
 */
export const activity = `
  create table room_activity (
    room text primary key references room (jid) on delete cascade,
    activity integer not null
  ) strict, without rowid;

  alter table affiliation add column visited integer not null default 0;

  create index affiliation_user on affiliation (user);

  create table activity_subscription (
    position integer primary key autoincrement,
    session text not null unique,
    user text not null
  ) strict;
`
