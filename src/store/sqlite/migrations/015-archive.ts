/**
 * Makes the history a part of the archive (XEP-0313): the sender, whether it is shown to new occupants, and whether the
 * archive contains it. Existing messages belong to the history only.
 */
export const archive = `
  alter table history add column sender text not null default '';
  alter table history add column nick text not null default '';
  alter table history add column shown integer not null default 1;
  alter table history add column archived integer not null default 0;
  alter table history add column
    user text generated always as (substr(sender, 1, instr(sender || '/', '/') - 1)) virtual;

  drop index history_room;
  create index history_room on history (room, position, at, shown, archived, nick);
  create index history_time on history (room, at);
  create index history_user on history (room, user, position);
  create index history_id on history (room, id);
  create index history_at on history (at);
`
