/**
 * XEP-0437: whether something was said in a room since a person was there last, and which clients want to hear of it. A
 * person hears nothing of what was said before this migration.
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
