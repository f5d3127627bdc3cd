/** What apps hear of. The positions are never reused, because apps have read up to one of them. */
export const event = `
  create table event (
    position integer primary key autoincrement,
    id text not null,
    kind text not null,
    at integer not null,
    room text not null,
    by text not null,
    details text not null
  ) strict;
  create index event_room on event (room, position);
  create index event_at on event (at);
`
