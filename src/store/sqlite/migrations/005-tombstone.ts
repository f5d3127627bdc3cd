/** Tombstones of destroyed rooms. `known` is a JSON list of the bare JIDs that may see it, or null for all users. */
export const tombstone = `
  create table tombstone (
    jid text primary key,
    until integer not null,
    alternate text not null,
    known text
  ) strict, without rowid;
`
