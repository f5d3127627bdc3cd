/** XEP-0317: the hats of a room, and the hats of each user as a JSON list of URIs. */
export const hats = `
  create table hat (
    position integer primary key autoincrement,
    room text not null references room (jid) on delete cascade,
    uri text not null,
    title text not null,
    hue text not null,
    unique (room, uri)
  ) strict;

  create table wearer (
    position integer primary key autoincrement,
    room text not null references room (jid) on delete cascade,
    user text not null,
    hats text not null,
    unique (room, user)
  ) strict;
`
