/**
 * Rooms get a number, which the history names them by. The table becomes one with row ids: one without them keeps its rows
 * in the nodes of its tree, where a configuration does not fit, so that each room took a page more. What most
 * configurations have in common is omitted. `migrate` provides the function `config_text`.
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

/**
 * The history names rooms by their number. Its indexes: the order of each archive with what is counted there, the beginning
 * of the id, the time of all rooms, and the senders by bare JID and by nick.
 */
export const historyByNumber = `
  create table numbered_history (
    position integer primary key,
    room integer not null references room (number) on delete cascade,
    id text not null,
    stanza text not null,
    at integer not null,
    sender text not null default '',
    nick text not null default '',
    shown integer not null default 1,
    archived integer not null default 0,
    user text generated always as (substr(sender, 1, instr(sender || '/', '/') - 1)) virtual
  ) strict;

  insert into numbered_history (position, room, id, stanza, at, sender, nick, shown, archived)
  select position, number, history.id, stanza, at, sender, nick, shown, history.archived
  from history join room on jid = room order by position;

  drop table history;
  alter table numbered_history rename to history;
  create index history_room on history (room, position, at, shown, archived);
  create index history_id on history (substr(id, 1, 8));
  create index history_at on history (at);
  create index history_user on history (room, user, position, archived);
  create index history_nick on history (room, nick, position, archived);
`
