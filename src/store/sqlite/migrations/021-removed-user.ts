/** Who was removed from a room, and has not left it themselves. Of earlier ones that is not known. */
export const removedUser = `
  alter table user_status add column removed integer not null default 0;
`
