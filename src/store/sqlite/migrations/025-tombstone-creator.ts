/** The creator of the room, for the limit of tombstones per creator; empty in existing tombstones. */
export const tombstoneCreator = `
  alter table tombstone add column creator text not null default '';
  create index tombstone_creator on tombstone (creator, until);
`
