/**
 * The rooms that everybody can find, with their folded texts, an index of the pieces of these texts, and the number of
 * occupants. `fewer` is that number with a minus, so that the rooms with the most occupants come first in an ascending
 * index. `migrate` provides the functions `folded` and `grams_of`. For 100,000 rooms with descriptions of 1000 characters
 * this takes a minute.
 */
export const listedRoom = `
  create table listed_room (
    id integer primary key,
    jid text not null references room (jid) on delete cascade,
    name text not null,
    description text not null,
    address text not null,
    fewer integer not null
  ) strict;

  create index listed_room_address on listed_room (jid, fewer);
  create index listed_room_fewer on listed_room (fewer, jid);

  create virtual table room_gram using fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
  );

  create trigger listed_room_removed after delete on listed_room begin
    delete from room_gram where rowid = old.id;
  end;

  create trigger occupant_entered after insert on occupant_session
  when not exists (select 1 from occupant_session
    where room = new.room and nick = new.nick and position <> new.position)
  begin
    update listed_room set fewer = fewer - 1 where jid = new.room;
  end;

  create trigger occupant_left after delete on occupant_session
  when not exists (select 1 from occupant_session where room = old.room and nick = old.nick)
  begin
    update listed_room set fewer = fewer + 1 where jid = old.room;
  end;

  create trigger occupant_renamed after update of nick on occupant_session when old.nick <> new.nick
  begin
    update listed_room set fewer = fewer
      + (not exists (select 1 from occupant_session where room = old.room and nick = old.nick))
      - (not exists (select 1 from occupant_session
          where room = new.room and nick = new.nick and position <> new.position))
    where jid = new.room;
  end;

  insert into listed_room (jid, name, description, address, fewer)
  select jid, folded(coalesce(json_extract(config, '$.name'), '')),
    folded(coalesce(json_extract(config, '$.description'), '')), folded(jid),
    -(select count(distinct nick) from occupant_session where room = room.jid)
  from room where json_extract(config, '$.public') and not locked and not archived;

  insert into room_gram (rowid, grams)
  select id, grams_of(name || char(10) || description || char(10) || address) from listed_room;

  drop index room_public;
`
