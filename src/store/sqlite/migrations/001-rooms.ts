/** Rooms and their parts, open invites, and the outbox. JIDs are prepared; times are in milliseconds since 1970. */
export const rooms = `
  create table room (
    jid text primary key,
    id text not null unique,
    creator text not null,
    created_at integer not null,
    locked integer not null,
    archived integer not null,
    config text not null
  ) strict, without rowid;

  create index room_public on room (jid) where json_extract(config, '$.public') and not locked and not archived;

  create table affiliation (
    room text not null references room (jid) on delete cascade,
    user text not null,
    affiliation text not null check (affiliation in ('outcast', 'member', 'admin', 'owner')),
    reason text not null,
    since integer not null,
    primary key (room, user)
  ) strict, without rowid;

  create table occupant_session (
    position integer primary key autoincrement,
    room text not null references room (jid) on delete cascade,
    session text not null,
    nick text not null,
    user text not null,
    role text not null,
    presence text not null,
    spoken integer not null,
    unique (room, session)
  ) strict;

  create index occupant_session_nick on occupant_session (room, nick);

  create table subject (
    room text primary key references room (jid) on delete cascade,
    text text not null,
    nick text not null,
    at integer not null
  ) strict, without rowid;

  create table history (
    position integer primary key autoincrement,
    room text not null references room (jid) on delete cascade,
    id text not null,
    stanza text not null,
    at integer not null
  ) strict;

  create index history_room on history (room, position);

  create table open_invite (
    id text primary key,
    room_id text not null,
    owner text not null,
    created_at integer not null
  ) strict, without rowid;

  create index open_invite_room on open_invite (room_id, owner);

  create table outbox (
    position integer primary key autoincrement,
    id text not null unique,
    stanza text not null
  ) strict;
`
