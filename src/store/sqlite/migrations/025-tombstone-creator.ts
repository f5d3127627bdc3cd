/** Who made the room, by whom tombstones are counted; empty in those of an earlier version. */
export const tombstoneCreator = `
  alter table tombstone add column creator text not null default '';
  create index tombstone_creator on tombstone (creator, until);
`
