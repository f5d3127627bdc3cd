/** XEP-0463: the change of each version of a room's affiliations. Existing rooms start with one version. */
export const affiliationVersion = `
  create table affiliation_version (
    position integer primary key autoincrement,
    room text not null references room (jid) on delete cascade,
    version text not null,
    user text not null,
    before text not null,
    unique (room, version)
  ) strict;

  create index affiliation_version_room on affiliation_version (room, position);

  insert into affiliation_version (room, version, user, before)
  select jid, lower(hex(randomblob(16))), creator, 'none' from room;
`
