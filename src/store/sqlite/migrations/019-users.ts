/** The users of the REST API and their status in rooms. `migrate` provides the function `user_id`. */
export const users = `
  create table user (
    id text primary key,
    jid text not null unique,
    profile text not null default '{}'
  ) strict, without rowid;

  insert or ignore into user (id, jid) select user_id(user), user from affiliation where user like '%@%';

  create table user_status (
    room text not null references room (jid) on delete cascade,
    user text not null,
    status text not null check (status in ('invited', 'unsubscribed', 'rejected')),
    since integer not null,
    primary key (room, user)
  ) strict, without rowid;

  create index user_status_user on user_status (user);

  alter table affiliation add column visitor integer not null default 0;
  alter table registration add column link_id text not null default '';
`
