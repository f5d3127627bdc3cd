/** What is left of destroyed rooms. `known` is a JSON list of bare JIDs, or null where everybody may hear of it. */
export const tombstone = `
  create table tombstone (
    jid text primary key,
    until integer not null,
    alternate text not null,
    known text
  ) strict, without rowid;
`
