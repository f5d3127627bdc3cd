/**
 * The home of each room: the instance whose memory holds it. An instance that loads a room writes itself here, and each batch
 * proves at its commit that it still holds its rooms. `instance` has a row for each life of a process: `connection` counts its
 * writing connections, of which the last one alone may commit, and `batch` its batches.
 *
 * LS001: the connection was given up for a later one. LS002: other instances hold rooms, which the detail names as JSON.
 */
export const HOMES = `
  create table instance (
    id uuid primary key,
    connection integer not null,
    batch bigint not null
  ) with (fillfactor = 10);

  create table room_home (
    room text collate "C" primary key references room (jid) on delete cascade,
    instance uuid not null
  ) with (fillfactor = 70);

  create function refuse_given_up() returns void language plpgsql as $$
    begin
      raise exception 'This connection was given up for a later one.' using errcode = 'LS001';
    end
  $$;

  -- At the beginning of a batch: locks the rooms until its end, and counts the batch.
  create function fence(me uuid, my_connection integer, my_batch bigint, rooms text[]) returns void language plpgsql as $$
    declare
      lost text[];
    begin
      update instance set batch = my_batch where id = me and connection = my_connection;
      if not found then perform refuse_given_up(); end if;
      perform from room_home where room = any (rooms) order by room for update;
      lost := lost_rooms(me, rooms);
      if lost <> '{}' then
        raise exception 'Other instances hold some of the rooms.'
          using errcode = 'LS002', detail = to_json(lost)::text;
      end if;
    end
  $$;

  -- The rooms that have another home, or none.
  create function lost_rooms(me uuid, rooms text[]) returns text[] language sql stable as $$
    select array(
      select wanted.room from unnest(rooms) as wanted (room)
      where not exists (select from room_home as home where home.room = wanted.room and home.instance = me)
    )
  $$;

  -- Before rooms are loaded: takes those that exist, and gives the taken ones. Waits for a batch that is just being committed.
  create function claim(me uuid, my_connection integer, rooms text[]) returns text[] language plpgsql as $$
    declare
      taken text[];
    begin
      perform from instance where id = me and connection = my_connection for share;
      if not found then perform refuse_given_up(); end if;
      with claimed as (
        insert into room_home as home (room, instance)
        select jid, me from room where jid = any (rooms) order by jid
        on conflict (room) do update set instance = excluded.instance where home.instance <> excluded.instance
        returning home.room
      )
      select array(select room from claimed) into taken;
      return taken;
    end
  $$;
`
