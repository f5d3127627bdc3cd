/**
 * What was taken in from other services: how far each taking-in has come, and the rooms that came by it, with what they
 * become when they are complete. The index of message ids has their ends: those of other services begin alike.
 */
export const intake = `
  create table intake (
    id text primary key,
    taken integer not null,
    has_key integer not null,
    complete integer not null,
    at integer not null
  ) strict, without rowid;

  create table intake_room (
    room text primary key references room (jid) on delete cascade,
    intake text not null,
    archived integer not null,
    complete integer not null
  ) strict, without rowid;

  drop index history_id;
  create index history_id on history (substr(id, -8));
`
