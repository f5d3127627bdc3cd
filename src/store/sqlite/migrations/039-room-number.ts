/**
 * Rooms get a number, which the history names them by. The table becomes one with row ids: one without them keeps its rows
 * in the nodes of its tree, where a configuration does not fit, so that each room took a page more. What most
 * configurations have in common is omitted. `migrate` provides the function `config_text`. For 100,000 rooms this takes a
 * few seconds.
 */
export const roomNumber = `
  create table numbered_room (
    number integer primary key,
    jid text not null unique,
    id text not null unique,
    creator text not null,
    created_at integer not null,
    locked integer not null,
    archived integer not null,
    config text not null
  ) strict;

  insert into numbered_room (jid, id, creator, created_at, locked, archived, config)
  select jid, id, creator, created_at, locked, archived, config_text(config) from room order by jid;

  drop table room;
  alter table numbered_room rename to room;
  create index room_creator on room (creator);
`
